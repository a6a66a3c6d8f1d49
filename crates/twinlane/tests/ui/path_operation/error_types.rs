//! Errors that are none of Twinlane's: one's own without `ApiError`, and a boxed one.

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

#[get("/sendable")]
fn sendable() -> Result<String, Box<dyn Error + Send + Sync>> {
    Ok(std::fs::read_to_string("greeting.txt")?)
}

#[get("/text")]
async fn text() -> Result<String, String> {
    Err("no".to_owned())
}

#[dependency]
async fn user() -> Result<u32, MyError> {
    Err(MyError::NotFound)
}

#[dependency]
async fn session() -> Result<u32, Box<dyn Error + Send + Sync>> {
    Ok(1)
}

fn main() {
    let _ = routes![own, boxed, sendable, text];
}
