use twinlane::prelude::*;
use twinlane::types::DateTime;

#[model]
struct Item {
    title: String,
    timestamp: DateTime,
    description: Option<String>,
}

#[put("/items/{id}")]
fn update_item(id: String, item: Item) -> Response {
    println!("{id} is now {}", item.title);
    Response::json(&item)
}

pub fn app() -> App {
    App::new().routes(routes![update_item])
}
