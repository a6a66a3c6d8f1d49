//! The first application: a path operation of each kind.

use twinlane::prelude::*;

/// An item on sale.
#[model]
struct Item {
    name: String,
    price: f64,
    is_offer: Option<bool>,
}

#[model]
struct Saved {
    item_id: i64,
    item_name: String,
}

/// The application.
pub fn app() -> App {
    App::new()
        .title("Shop")
        .version("1.0.0")
        .routes(routes![read_root, read_item, update_item])
}

#[get("/")]
async fn read_root() -> Value {
    json!({ "Hello": "World" })
}

#[get("/items/{item_id}")]
fn read_item(item_id: i64, q: Option<String>) -> Value {
    json!({ "item_id": item_id, "q": q })
}

#[put("/items/{item_id}")]
async fn update_item(item_id: i64, item: Item) -> Saved {
    Saved {
        item_id,
        item_name: item.name,
    }
}
