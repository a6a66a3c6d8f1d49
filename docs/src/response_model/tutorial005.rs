use twinlane::prelude::*;

#[model]
struct Item {
    name: String,
    description: Option<String>,
    price: f64,
    #[field(default = 10.5)]
    tax: f64,
}

fn items(item_id: &str) -> Option<Item> {
    let item = match item_id {
        "foo" => json!({ "name": "Foo", "price": 50.2 }),
        "bar" => {
            json!({ "name": "Bar", "description": "The Bar fighters", "price": 62, "tax": 20.2 })
        }
        "baz" => {
            json!({ "name": "Baz", "description": "There goes my baz", "price": 50.2, "tax": 10.5 })
        }
        _ => return None,
    };
    Item::from_value(item).ok()
}

#[get("/items/{item_id}/name", response_include = ["name", "description"])]
async fn read_item_name(item_id: String) -> Result<Item> {
    items(&item_id).or_404("Item not found")
}

#[get("/items/{item_id}/public", response_exclude = ["tax"])]
async fn read_item_public_data(item_id: String) -> Result<Item> {
    items(&item_id).or_404("Item not found")
}

pub fn app() -> App {
    App::new().routes(routes![read_item_name, read_item_public_data])
}
