//! Errors that are none of Twinlane's: one's own without `ApiError`, and a box that cannot be sent to another thread. A box that can be is one.

use std::error::Error;

use twinlane::prelude::*;

enum MyError {
    NotFound,
}

#[get("/own")]
async fn own() -> Result<String, MyError> {
    Err(MyError::NotFound)
}

#[get("/boxed")]
async fn boxed() -> Result<String, Box<dyn Error>> {
    Ok(std::fs::read_to_string("greeting.txt")?)
}

struct Plain;

#[get("/plain")]
async fn plain() -> Result<Plain, Box<dyn Error + Send + Sync>> {
    Ok(Plain)
}

#[dependency]
async fn user() -> Result<u32, MyError> {
    Err(MyError::NotFound)
}

fn main() {
    let _ = routes![own, boxed, plain];
}
