use twinlane::prelude::*;
use twinlane::response::AdditionalResponse;

use super::super::dependencies::get_token_header;

const FAKE_ITEMS_DB: [(&str, &str); 2] = [("plumbus", "Plumbus"), ("gun", "Portal Gun")];

#[get("/")]
async fn read_items() -> Value {
    FAKE_ITEMS_DB
        .into_iter()
        .map(|(id, name)| (id, json!({ "name": name })))
        .collect()
}

#[get("/{item_id}")]
async fn read_item(item_id: String) -> Result<Value> {
    let item = FAKE_ITEMS_DB.iter().find(|(id, _)| *id == item_id);
    let (_, name) = item.or_404("Item not found")?;
    Ok(json!({ "name": name, "item_id": item_id }))
}

#[put("/{item_id}", tags = ["custom"], responses(403 = "Operation forbidden"))]
async fn update_item(item_id: String) -> Result<Value> {
    if item_id != "plumbus" {
        return Err(HttpError::new(403, "You can only update the item: plumbus").into());
    }
    Ok(json!({ "item_id": item_id, "name": "The great Plumbus" }))
}

pub fn router() -> Router {
    Router::new()
        .prefix("/items")
        .tags(["items"])
        .dependencies(dependencies![get_token_header])
        .response(AdditionalResponse::new(404).description("Not found"))
        .routes(routes![read_items, read_item, update_item])
}
