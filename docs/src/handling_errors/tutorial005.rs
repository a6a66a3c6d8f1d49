use twinlane::RequestValidationError;
use twinlane::prelude::*;

#[model]
struct Item {
    title: String,
    size: i64,
}

/// `exc.body` has no twin: neither the error nor the request of a handler has the body. `input` of the first error is the whole
/// of it only where a field is missing.
async fn validation_error_handler(error: RequestValidationError, _: Request) -> (StatusCode, Value) {
    (StatusCode::UNPROCESSABLE_ENTITY, json!({ "detail": error.errors(), "body": null }))
}

#[post("/items/")]
async fn create_item(item: Item) -> Value {
    json!(item)
}

pub fn app() -> App {
    App::new().on_error(validation_error_handler).routes(routes![create_item])
}
