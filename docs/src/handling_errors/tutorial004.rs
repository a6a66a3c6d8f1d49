use twinlane::error::RequestValidationError;
use twinlane::prelude::*;
use twinlane::response::Text;

async fn http_error_handler(error: HttpError, _: Request) -> (StatusCode, Text) {
    let detail = error.detail().as_str().unwrap_or_default().to_owned();
    (error.status(), Text::new(detail))
}

async fn validation_error_handler(error: RequestValidationError, _: Request) -> (StatusCode, Text) {
    let mut message = "Validation errors:".to_owned();
    for error in error.errors() {
        message += &format!("\nField: {}, Error: {}", error.location(), error.msg);
    }
    (StatusCode::BAD_REQUEST, Text::new(message))
}

#[get("/items/{item_id}")]
async fn read_item(item_id: i64) -> Result<Value> {
    if item_id == 3 {
        return Err(HttpError::new(418, "Nope! I don't like 3.").into());
    }
    Ok(json!({ "item_id": item_id }))
}

pub fn app() -> App {
    App::new()
        .on_error(http_error_handler)
        .on_error(validation_error_handler)
        .routes(routes![read_item])
}
