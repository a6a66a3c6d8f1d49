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

#[post("/items/", status = 201)]
async fn create_item(item: Item) -> Item {
    item
}

pub fn app() -> App {
    App::new().routes(routes![create_item])
}
