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

#[model]
struct User {
    username: String,
    email: String,
}

#[post("/items/", tags = ["items"], operation_id = "items-create_item")]
async fn create_item(item: Item) -> ResponseMessage {
    println!("{} costs {}", item.name, item.price);
    ResponseMessage {
        message: "Item received".to_owned(),
    }
}

#[get("/items/", tags = ["items"], operation_id = "items-get_items")]
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

#[post("/users/", tags = ["users"], operation_id = "users-create_user")]
async fn create_user(user: User) -> ResponseMessage {
    println!("{} is reached at {}", user.username, user.email);
    ResponseMessage {
        message: "User received".to_owned(),
    }
}

pub fn app() -> App {
    App::new().routes(routes![create_item, get_items, create_user])
}
