use twinlane::prelude::*;
use twinlane::response::{Answered, Failure, Respond};

#[model]
struct Item {
    id: String,
    value: String,
}

#[model]
struct Message {
    message: String,
}

impl Failure for Message {
    fn into_answered(self) -> Answered {
        (StatusCode::NOT_FOUND, self).respond()
    }
}

#[get(
    "/items/{item_id}",
    responses(404 = (Message, "The item was not found"), 200 = "Item requested by ID"),
    openapi_extra = json!({
        "responses": {
            "200": { "content": { "application/json": { "example": { "id": "bar", "value": "The bar tenders" } } } }
        }
    })
)]
async fn read_item(item_id: String) -> Result<Item, Message> {
    if item_id == "foo" {
        return Ok(Item {
            id: "foo".to_owned(),
            value: "there goes my hero".to_owned(),
        });
    }
    Err(Message {
        message: "Item not found".to_owned(),
    })
}

pub fn app() -> App {
    App::new().routes(routes![read_item])
}
