//! Mistakes in the options of an error type.

use twinlane::prelude::*;

// A text may be a constant, and is no number.

#[derive(ApiError)]
enum CreateError {
    Exists,
    #[error(detail = "No shelf")]
    NoShelf,
    #[error(status = 200)]
    Fine,
    #[error(status = 404, text = "Gone")]
    Gone,
    #[error(status = 409, description = 12345)]
    Taken,
    #[error(internal)]
    Internal,
    #[error(status = 404, detail = "No shelf {shelve}")]
    Misspelt { shelf: String },
}

#[derive(ApiError)]
#[error(status = 404, detail = "No shelf {shelve}")]
struct Misspelt {
    shelf: String,
}

#[get("/")]
fn create() -> Result<Value, CreateError> {
    Err(CreateError::Exists)
}

fn main() {
    let _ = routes![create];
}
