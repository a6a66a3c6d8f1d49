//! An attribute above an enum would be heard by nobody.

use twinlane::prelude::*;

#[derive(ApiError)]
#[error(status = 404)]
enum Refused {
    #[error(status = 409)]
    Taken,
}

#[derive(ApiResponse)]
#[response(status = 201)]
enum Made {
    #[response(status = 200)]
    Again(Value),
}

fn main() {
    let _ = (Refused::Taken, Made::Again(json!(1)));
}
