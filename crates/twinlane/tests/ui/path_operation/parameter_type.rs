//! A type that cannot be a parameter.

use twinlane::prelude::*;

struct Item {
    name: String,
}

#[post("/items")]
fn create(item: Item) -> String {
    item.name
}

fn main() {
    let _ = routes![create];
}
