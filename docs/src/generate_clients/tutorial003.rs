use twinlane::prelude::*;
use twinlane::routing::UniqueIdRoute;

#[model]
struct Item {
    name: String,
    price: f64,
}

#[model]
struct ResponseMessage {
    message: String,
}

#[model]
struct User {
    username: String,
    email: String,
}

#[post("/items/", tags = ["items"])]
async fn create_item(item: Item) -> ResponseMessage {
    println!("{} costs {}", item.name, item.price);
    ResponseMessage {
        message: "Item received".to_owned(),
    }
}

#[get("/items/", tags = ["items"])]
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

#[post("/users/", tags = ["users"])]
async fn create_user(user: User) -> ResponseMessage {
    println!("{} is reached at {}", user.username, user.email);
    ResponseMessage {
        message: "User received".to_owned(),
    }
}

fn custom_generate_unique_id(route: &UniqueIdRoute<'_>) -> String {
    format!("{}-{}", route.tags()[0], route.name())
}

pub fn app() -> App {
    App::new()
        .generate_unique_id_function(custom_generate_unique_id)
        .routes(routes![create_item, get_items, create_user])
}
