use twinlane::prelude::*;

#[get("/items/")]
async fn read_items(#[query(required, min_length = 3)] q: Option<String>) -> Value {
    json!({ "items": [{ "item_id": "Foo" }, { "item_id": "Bar" }], "q": q })
}

pub fn app() -> App {
    App::new().routes(routes![read_items])
}
