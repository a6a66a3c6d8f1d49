use twinlane::prelude::*;

#[get("/items/")]
async fn read_items(#[query(title = "Query string", min_length = 3)] q: Option<String>) -> Value {
    let mut results = json!({ "items": [{ "item_id": "Foo" }, { "item_id": "Bar" }] });
    if let Some(q) = q.filter(|q| !q.is_empty()) {
        results["q"] = json!(q);
    }
    results
}

pub fn app() -> App {
    App::new().routes(routes![read_items])
}
