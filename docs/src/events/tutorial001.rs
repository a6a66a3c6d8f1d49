use std::collections::HashMap;

use twinlane::prelude::*;

#[dependency(lifespan)]
async fn items() -> HashMap<&'static str, Value> {
    HashMap::from([
        ("foo", json!({ "name": "Fighters" })),
        ("bar", json!({ "name": "Tenders" })),
    ])
}

#[get("/items/{item_id}")]
async fn read_items(item_id: String, items: Depends<items>) -> Result<Value> {
    items
        .get(item_id.as_str())
        .cloned()
        .or_404("Item not found")
}

pub fn app() -> App {
    App::new().routes(routes![read_items])
}
