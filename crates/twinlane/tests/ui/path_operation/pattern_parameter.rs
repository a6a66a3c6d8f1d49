//! Parameters without a name.

use twinlane::prelude::*;

#[model]
struct Item {
    name: String,
}

#[post("/items")]
fn create(Item { name }: Item, _: i64) -> String {
    name
}

fn main() {
    let _ = routes![create];
}
