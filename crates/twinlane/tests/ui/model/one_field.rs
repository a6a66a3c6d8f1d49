//! One field whose type is no model is one error.

use twinlane::prelude::*;

struct Image {
    url: String,
}

#[model]
struct Item {
    name: String,
    image: Image,
}

#[post("/items")]
async fn create(item: Item) -> Item {
    item
}

fn main() {
    let _ = routes![create];
}
