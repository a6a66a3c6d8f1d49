//! A status behind the answer, as Flask has it.

use twinlane::prelude::*;

#[model]
struct Item {
    name: String,
}

#[post("/items")]
async fn create(item: Item) -> (Item, StatusCode) {
    (item, StatusCode::CREATED)
}

#[post("/values")]
async fn create_value() -> (Value, StatusCode) {
    (json!({}), StatusCode::CREATED)
}

#[post("/results")]
async fn create_result() -> Result<(Value, StatusCode)> {
    Ok((json!({}), StatusCode::CREATED))
}

fn main() {
    let _ = routes![create, create_value, create_result];
}
