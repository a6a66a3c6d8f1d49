use twinlane::prelude::*;

#[model]
pub struct Item {
    name: String,
    description: Option<String>,
}

#[post("/items/")]
fn create_item(item: Item) -> Value {
    json!(item)
}

#[get("/items/")]
fn read_items() -> Vec<Item> {
    let description = Some("Device to travel through the multi-rick-verse".to_owned());
    vec![
        Item {
            name: "Portal Gun".to_owned(),
            description,
        },
        Item {
            name: "Plumbus".to_owned(),
            description: None,
        },
    ]
}

pub fn app() -> App {
    App::new()
        .separate_input_output_schemas(false)
        .routes(routes![create_item, read_items])
}
