use twinlane::prelude::*;

#[get("/items/{item_id}")]
async fn read_item(
    item_id: String,
    q: Option<String>,
    #[query(default = false)] short: bool,
) -> Value {
    let mut item = json!({ "item_id": item_id });
    if let Some(q) = q.filter(|q| !q.is_empty()) {
        item["q"] = json!(q);
    }
    if !short {
        item["description"] = json!("This is an amazing item that has a long description");
    }
    item
}

pub fn app() -> App {
    App::new().routes(routes![read_item])
}
