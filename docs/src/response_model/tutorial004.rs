use twinlane::prelude::*;

#[model]
struct Item {
    name: String,
    description: Option<String>,
    price: f64,
    #[field(default = 10.5)]
    tax: f64,
    #[field(default)]
    tags: Vec<String>,
}

fn items(item_id: &str) -> Option<Given<Item>> {
    let item = match item_id {
        "foo" => json!({ "name": "Foo", "price": 50.2 }),
        "bar" => {
            json!({ "name": "Bar", "description": "The bartenders", "price": 62, "tax": 20.2 })
        }
        "baz" => {
            json!({ "name": "Baz", "description": null, "price": 50.2, "tax": 10.5, "tags": [] })
        }
        _ => return None,
    };
    Given::from_value(item).ok()
}

#[get("/items/{item_id}")]
async fn read_item(item_id: String) -> Result<Given<Item>> {
    items(&item_id).or_404("Item not found")
}

pub fn app() -> App {
    App::new().routes(routes![read_item])
}
