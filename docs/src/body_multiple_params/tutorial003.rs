use twinlane::prelude::*;

#[model]
struct Item {
    name: String,
    description: Option<String>,
    price: f64,
    tax: Option<f64>,
}

#[model]
struct User {
    username: String,
    full_name: Option<String>,
}

#[put("/items/{item_id}")]
async fn update_item(item_id: i64, item: Item, user: User, #[body] importance: i64) -> Value {
    json!({ "item_id": item_id, "item": item, "user": user, "importance": importance })
}

pub fn app() -> App {
    App::new().routes(routes![update_item])
}
