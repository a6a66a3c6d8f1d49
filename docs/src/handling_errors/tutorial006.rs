use twinlane::error::RequestValidationError;
use twinlane::prelude::*;

// An error that a handler returns is answered as without it.
async fn custom_http_error_handler(error: HttpError, _: Request) -> Result<(), HttpError> {
    println!("OMG! An HTTP error!: {error}");
    Err(error)
}

async fn validation_error_handler(
    error: RequestValidationError,
    _: Request,
) -> Result<(), RequestValidationError> {
    println!("OMG! The client sent invalid data!: {error}");
    Err(error)
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
        .on_error(custom_http_error_handler)
        .on_error(validation_error_handler)
        .routes(routes![read_item])
}
