//! `?` on an error that `HttpError` is not made of.

use twinlane::prelude::*;

async fn load() -> Result<u32> {
    Ok(1)
}

#[get("/")]
async fn read() -> Result<u32, HttpError> {
    Ok(load().await?)
}

fn main() {
    let _ = routes![read];
}
