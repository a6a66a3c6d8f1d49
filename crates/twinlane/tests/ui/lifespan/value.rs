//! Types that a lifespan dependency cannot return.

use std::cell::Cell;

use twinlane::prelude::*;

#[dependency(lifespan)]
fn not_shared() -> Cell<u8> {
    Cell::new(1)
}

#[dependency(lifespan)]
async fn no_error() -> Result<u8, u8> {
    Err(1)
}

#[dependency(lifespan)]
fn hides_an_error() -> Result<Result<u8>> {
    Ok(Ok(1))
}

fn main() {}
