//! A type that cannot be a parameter, within others.

use twinlane::prelude::*;

struct Item {
    name: String,
}

#[post("/items")]
async fn create(shop_id: i64, items: Option<Vec<Item>>) -> Value {
    json!([shop_id, items.map(|items| items.len())])
}

fn main() {
    let _ = routes![create];
}
