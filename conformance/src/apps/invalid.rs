//! The facts that a handler learns of a request that does not validate, and of one that meets no operation.

use twinlane::prelude::*;
use twinlane::error::{AnyErrorHandler, ErrorDetail, RequestValidationError};
use twinlane::response::Text;

#[model]
struct Item {
    #[field(check = known)]
    title: String,
    size: i64,
}

fn known(title: &str) -> Result<(), FieldError> {
    match title {
        "it's" => Err(FieldError::value("no such \"title\"")),
        "none" => Err(FieldError::assertion("not none")),
        _ => Ok(()),
    }
}

async fn invalid(
    error: RequestValidationError,
    request: Request,
) -> Result<(StatusCode, Value), RequestValidationError> {
    if request.headers().contains_key("x-own") {
        return Err(error);
    }
    let locations = error.errors().iter().map(|error| error.location().to_string());
    let steps = error.errors().iter().map(|error| {
        let steps = error.loc.iter().map(ToString::to_string);
        steps.collect::<Vec<_>>()
    });
    let content = json!({
        "listed": error.to_string(),
        "body": error.body(),
        "locations": locations.collect::<Vec<_>>(),
        "steps": steps.collect::<Vec<_>>(),
    });
    Ok((StatusCode::BAD_REQUEST, content))
}

fn saying(text: &'static str) -> AnyErrorHandler<HttpError> {
    AnyErrorHandler::new(move |_: HttpError, _: Request| async move { Text::new(text) })
}

async fn not_found(error: HttpError, request: Request) -> Result<Text, HttpError> {
    if !error.is_unrouted() {
        return Err(error);
    }
    Ok(Text::new(format!("no page at {}", request.uri().path())))
}

#[get("/found/{name}")]
async fn found(name: String) -> Result<Value> {
    let status = match name.as_str() {
        "gone" => 410,
        "tea" => 418,
        _ => 404,
    };
    Err(HttpError::new(status, format!("nothing named {name}")).into())
}

#[post("/whole/{shelf}")]
async fn whole(shelf: i64, item: Item) -> Value {
    let _ = shelf;
    json!(item)
}

#[post("/keyed")]
async fn keyed(item: Item, #[body] count: i64) -> Value {
    let _ = item;
    json!(count)
}

#[post("/list")]
async fn listed(numbers: Vec<i64>) -> Value {
    json!(numbers)
}

#[post("/form")]
async fn form(#[form] size: i64, #[form(default)] tags: Vec<String>) -> Value {
    let _ = tags;
    json!(size)
}

#[post("/files")]
async fn files(#[form] size: i64, photo: UploadFile, more: Option<Vec<UploadFile>>) -> Value {
    let _ = (photo, more);
    json!(size)
}

#[post("/unread")]
async fn unread(size: i64, #[header] x_count: i64) -> Value {
    let _ = x_count;
    json!(size)
}

#[dependency]
async fn item_of(item: Item) -> Item {
    item
}

#[post("/needed")]
async fn needed(item: Depends<item_of>, size: i64) -> Value {
    let _ = size;
    json!(*item)
}

#[get("/between")]
async fn between(first: i64, last: i64) -> Result<Value> {
    if last < first {
        let message = "Input should not be before `first`";
        let error = ErrorDetail::custom("order", ["query", "last"], message, last);
        return Err(RequestValidationError::new(vec![error])
            .with_body(json!({ "first": first }))
            .into());
    }
    Ok(json!(last - first))
}

/// The application.
pub fn app() -> App {
    App::new()
        .title("Invalid")
        .on_error(invalid)
        .on_status(StatusCode::NOT_FOUND, not_found)
        .on_status(StatusCode::GONE, saying("gone"))
        .on_status(StatusCode::IM_A_TEAPOT, saying("tea"))
        .routes(routes![
            found, whole, keyed, listed, form, files, unread, needed, between
        ])
}
