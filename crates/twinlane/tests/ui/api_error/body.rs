use twinlane::prelude::*;

#[model]
struct Problem {
    title: String,
}

#[derive(ApiError)]
enum Error {
    #[error(status = 409, body)]
    Two(Problem, String),
    #[error(status = 409, body, detail = "Taken")]
    Both(Problem),
    #[error(status = 409, media_type = "application/problem+json")]
    Typed,
}

struct Opaque;

#[derive(ApiError)]
enum Undescribed {
    #[error(status = 409, body)]
    Opaque(Opaque),
}

fn main() {}
