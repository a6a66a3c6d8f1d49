use twinlane::prelude::*;

#[model]
struct Item {
    name: String,
    description: Option<String>,
    price: f64,
    tax: Option<f64>,
}

#[put("/items/{item_id}")]
async fn update_item(
    item_id: i64,
    #[body(examples = [json!({ "name": "Foo", "description": "A very nice Item", "price": 35.4, "tax": 3.2 })])]
    item: Item,
) -> Value {
    json!({ "item_id": item_id, "item": item })
}

pub fn app() -> App {
    App::new().routes(routes![update_item])
}
