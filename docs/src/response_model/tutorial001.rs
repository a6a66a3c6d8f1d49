use twinlane::prelude::*;

#[model]
#[derive(Default)]
struct Item {
    name: String,
    description: Option<String>,
    price: f64,
    tax: Option<f64>,
    #[field(default)]
    tags: Vec<String>,
}

#[post("/items/")]
async fn create_item(item: Item) -> Item {
    item
}

#[get("/items/")]
async fn read_items() -> Vec<Item> {
    vec![
        Item {
            name: "Portal Gun".to_owned(),
            price: 42.0,
            ..Item::default()
        },
        Item {
            name: "Plumbus".to_owned(),
            price: 32.0,
            ..Item::default()
        },
    ]
}

pub fn app() -> App {
    App::new().routes(routes![create_item, read_items])
}
