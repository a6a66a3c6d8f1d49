//! Several mistakes in one function are one error each.

use twinlane::prelude::*;

struct Item {
    name: String,
}

#[dependency]
async fn user() -> u32 {
    1
}

#[get("/items/{item_id}", status_code = 201, regex = "a")]
async fn read(user: user, #[query(min = 1)] page: &str, item: Item) -> (Value, StatusCode) {
    (json!({}), StatusCode::CREATED)
}

#[get("/other")]
async fn other(user: user, item: Item) -> (Value, StatusCode) {
    (json!({}), StatusCode::CREATED)
}

fn main() {
    let _ = routes![read, other];
}
