//! A type that cannot be an answer.

use twinlane::prelude::*;

struct Item {
    name: String,
}

#[get("/items/{name}")]
fn read(name: String) -> Item {
    Item { name }
}

#[get("/items")]
async fn list() -> Result<Vec<Item>> {
    Ok(Vec::new())
}

fn main() {
    let _ = routes![read, list];
}
