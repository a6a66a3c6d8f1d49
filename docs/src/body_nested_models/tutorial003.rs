use std::collections::HashSet;

use twinlane::prelude::*;

#[model]
struct Item {
    name: String,
    description: Option<String>,
    price: f64,
    tax: Option<f64>,
    #[field(default)]
    tags: HashSet<String>,
}

#[put("/items/{item_id}")]
async fn update_item(item_id: i64, item: Item) -> Value {
    json!({ "item_id": item_id, "item": item })
}

pub fn app() -> App {
    App::new().routes(routes![update_item])
}
