//! A return type without a name.

use twinlane::prelude::*;

#[get("/")]
fn hello() -> impl std::fmt::Display {
    "Hello"
}

#[get("/result")]
async fn result() -> Result<impl std::fmt::Display> {
    Ok("Hello")
}

fn main() {
    let _ = routes![hello, result];
}
