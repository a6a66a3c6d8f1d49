//! A default as Python writes it.

use twinlane::prelude::*;

#[get("/items")]
async fn list(skip: u32 = 0, limit: u32 = 10) -> String {
    format!("{skip} {limit}")
}

fn main() {
    let _ = routes![list];
}
