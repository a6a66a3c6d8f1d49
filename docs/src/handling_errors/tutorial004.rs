use twinlane::prelude::*;
use twinlane::{RequestValidationError, Text};

async fn http_error_handler(error: HttpError, _: Request) -> (StatusCode, Text) {
    let detail = error.detail();
    let text = detail.as_str().map_or_else(|| detail.to_string(), str::to_owned);
    (error.status(), Text::new(text))
}

async fn validation_error_handler(error: RequestValidationError, _: Request) -> (StatusCode, Text) {
    let mut message = "Validation errors:".to_owned();
    for error in error.errors() {
        // Python's tuple, for the test's sake. A step has no `Display`, and its type no name in `twinlane`.
        let loc: Vec<_> = error.loc.iter().map(|step| json!(step).to_string().replace('"', "'")).collect();
        message += &format!("\nField: ({}), Error: {}", loc.join(", "), error.msg);
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
    App::new().on_error(http_error_handler).on_error(validation_error_handler).routes(routes![read_item])
}
