use twinlane::prelude::*;

#[model]
struct Item {
    name: String,
    description: Option<String>,
    price: f64,
    tax: Option<f64>,
}

#[put("/items/{item_id}")]
async fn update_item(item_id: i64, item: Item) -> Value {
    let mut answer = json!(item);
    answer["item_id"] = json!(item_id);
    answer
}

pub fn app() -> App {
    App::new().routes(routes![update_item])
}
