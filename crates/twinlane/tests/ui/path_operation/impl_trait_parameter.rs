//! A parameter without a type of its own.

use twinlane::prelude::*;

#[get("/items")]
fn list(name: impl Into<String>) -> String {
    name.into()
}

fn main() {
    let _ = routes![list];
}
