use twinlane::prelude::*;

#[model]
struct Item {
    name: String,
    price: f64,
}

#[model]
struct ResponseMessage {
    message: String,
}

#[post("/items/")]
async fn create_item(item: Item) -> ResponseMessage {
    println!("{} costs {}", item.name, item.price);
    ResponseMessage {
        message: "item received".to_owned(),
    }
}

#[get("/items/")]
async fn get_items() -> Vec<Item> {
    vec![
        Item {
            name: "Plumbus".to_owned(),
            price: 3.0,
        },
        Item {
            name: "Portal Gun".to_owned(),
            price: 9001.0,
        },
    ]
}

pub fn app() -> App {
    App::new().routes(routes![create_item, get_items])
}
