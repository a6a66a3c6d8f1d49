use twinlane::error::RequestValidationError;
use twinlane::prelude::*;

async fn validation_error_handler(
    error: RequestValidationError,
    _: Request,
) -> (StatusCode, Value) {
    (
        StatusCode::UNPROCESSABLE_ENTITY,
        json!({ "detail": error.errors(), "body": error.body() }),
    )
}

#[model]
struct Item {
    title: String,
    size: i64,
}

#[post("/items/")]
async fn create_item(item: Item) -> Value {
    json!(item)
}

pub fn app() -> App {
    App::new()
        .on_error(validation_error_handler)
        .routes(routes![create_item])
}
