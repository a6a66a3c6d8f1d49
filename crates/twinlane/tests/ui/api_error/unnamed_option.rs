//! A status and a text without the names of their options.

use twinlane::prelude::*;

#[derive(Debug, ApiError)]
enum ShopError {
    #[error(404, detail = "Item not found")]
    Missing,
    #[error("It is sold")]
    Sold,
}

#[get("/")]
async fn read() -> Result<String, ShopError> {
    Err(ShopError::Missing)
}

#[dependency]
async fn checked() -> Result<(), ShopError> {
    Err(ShopError::Sold)
}

#[derive(ApiResponse)]
enum Stored {
    #[response(201)]
    Made(u32),
}

#[post("/", dependencies = [checked])]
async fn store() -> Stored {
    Stored::Made(1)
}

#[put("/", 201)]
async fn put() -> u32 {
    1
}

fn main() {
    let _ = routes![read, store, put];
}
