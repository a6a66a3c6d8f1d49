use twinlane::prelude::*;

#[model]
struct Item {
    name: String,
    description: Option<String>,
    price: f64,
    tax: Option<f64>,
}

#[post("/items/")]
async fn create_item(item: Item) -> Value {
    let mut answer = json!(item);
    if let Some(tax) = item.tax {
        answer["price_with_tax"] = json!(item.price + tax);
    }
    answer
}

pub fn app() -> App {
    App::new().routes(routes![create_item])
}
