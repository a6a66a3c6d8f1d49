use twinlane::prelude::*;

#[get("/items-header/{item_id}")]
async fn read_item_header(item_id: String) -> Result<Value, HttpError> {
    if item_id != "foo" {
        return Err(HttpError::new(404, "Item not found").header("x-error", "There goes my error"));
    }
    Ok(json!({ "item": "The Foo Wrestlers" }))
}

pub fn app() -> App {
    App::new().routes(routes![read_item_header])
}
