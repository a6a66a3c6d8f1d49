use twinlane::ApiError;
use twinlane::prelude::*;

#[derive(ApiError)]
enum Wrong {
    #[error(status = 409, body = json!({}), media_type = "text/x\r\nx-a: b")]
    Broken,
    #[error(status = 410, body = json!({}), media_type = "")]
    Empty,
    #[error(status = 411, body = json!({}), media_type = 3)]
    Number,
}

#[derive(ApiError)]
enum Unread {
    #[error(status = = 409)]
    Broken,
}

#[derive(twinlane::ApiResponse)]
enum UnreadToo {
    #[response(status = = 409)]
    Broken,
    #[response(status = 200)]
    Field(#[response(header = = 3)] String),
}

#[get("/", media_type = "text/x\n")]
fn broken() -> Value {
    json!(1)
}

fn main() {}
