use twinlane::prelude::*;

// An `Option` would not be required.
#[get("/items/")]
async fn read_items(#[query(min_length = 3)] q: String) -> Value {
    json!({ "items": [{ "item_id": "Foo" }, { "item_id": "Bar" }], "q": q })
}

pub fn app() -> App {
    App::new().routes(routes![read_items])
}
