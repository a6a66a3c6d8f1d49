use twinlane::prelude::*;
use twinlane::response::Json;

#[get("/items/")]
async fn read_items() -> Json<Value> {
    Json(json!([{ "item_id": "Foo" }]))
}

pub fn app() -> App {
    App::new().routes(routes![read_items])
}
