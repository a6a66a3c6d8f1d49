//! Handlers of errors: by type, by status, and of what is wrong with a request.

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::LazyLock;

use twinlane::http::{HeaderMap, HeaderName, HeaderValue};
use twinlane::prelude::*;
use twinlane::error::RequestValidationError;
use twinlane::response::{File, Text};

use super::answers::file;

#[derive(Debug)]
struct OutOfStock {
    name: String,
}

impl fmt::Display for OutOfStock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no {} left", self.name)
    }
}

impl std::error::Error for OutOfStock {}

static PAGE: LazyLock<PathBuf> = LazyLock::new(|| file("page.html", b"<h1>Not here</h1>"));

#[model]
struct Item {
    name: String,
    price: f64,
}

async fn out_of_stock(error: OutOfStock, request: Request) -> (StatusCode, HeaderMap, Value) {
    let name = HeaderName::from_static("x-shop");
    let headers = HeaderMap::from_iter([(name, HeaderValue::from_static("closed"))]);
    let content = json!({ "gone": error.name, "at": request.uri().path() });
    (StatusCode::CONFLICT, headers, content)
}

async fn invalid(error: RequestValidationError, _: Request) -> (StatusCode, Value) {
    let wrong: Vec<Value> = error
        .errors()
        .iter()
        .map(|error| json!([error.kind, error.loc, error.msg]))
        .collect();
    (StatusCode::BAD_REQUEST, json!({ "wrong": wrong }))
}

async fn not_found(error: HttpError, request: Request) -> Text {
    let detail = error.detail().as_str().unwrap_or_default().to_owned();
    Text::new(format!("nothing at {}: {detail}", request.uri().path()))
}

#[expect(clippy::needless_pass_by_value, reason = "the signature of a handler")]
fn teapot(error: HttpError, request: Request) -> Value {
    let params: HashMap<&str, &str> = request.path_params().collect();
    json!({ "tea": error.detail(), "of": params })
}

async fn to_login(_: HttpError, _: Request) -> Redirect {
    Redirect::to("/login")
}

async fn page_of_410(_: HttpError, _: Request) -> File {
    File::open(&*PAGE)
}

fn page_of_451(_: HttpError, _: Request) -> (StatusCode, File) {
    (StatusCode::OK, File::open(&*PAGE))
}

async fn internal(_: HttpError, _: Request) -> Value {
    json!({ "sorry": true })
}

#[get("/stock/{name}")]
fn stock(name: String) -> Result<Value> {
    match name.as_str() {
        "lamp" => Ok(json!({ "name": name })),
        "told" => Err(HttpError::new(500, "told"))?,
        "tea" => Err(HttpError::new(418, json!({ "kind": "green" })))?,
        "nowhere" => Err(HttpError::new(404, "No such shelf"))?,
        "forbidden" => {
            let why = HeaderName::from_static("x-why");
            let error = HttpError::new(403, "Not yours");
            Err(error.header(why, HeaderValue::from_static("no")))?
        }
        "login" => Err(HttpError::from_status(StatusCode::UNAUTHORIZED))?,
        "gone" => Err(HttpError::from_status(StatusCode::GONE))?,
        "law" => Err(HttpError::of_status(451))?,
        "bug" => Err(std::io::Error::other("a bug"))?,
        _ => Err(OutOfStock { name })?,
    }
}

#[put("/items/{item_id}")]
fn put_item(item_id: i64, item: Item) -> Value {
    let _ = item_id;
    json!(item)
}

async fn too_large(error: HttpError, _: Request) -> Value {
    json!({ "large": error.detail() })
}

#[post("/small", max_body_size = 8)]
async fn small(#[body] text: String) -> String {
    text
}

/// The application.
pub fn app() -> App {
    App::new()
        .title("Handlers")
        .routes(routes![stock, put_item, small])
        .on_error(out_of_stock)
        .on_error(invalid)
        .on_status(StatusCode::NOT_FOUND, not_found)
        .on_status(StatusCode::IM_A_TEAPOT, teapot)
        .on_status(StatusCode::UNAUTHORIZED, to_login)
        .on_status(StatusCode::GONE, page_of_410)
        .on_status(StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS, page_of_451)
        .on_status(StatusCode::PAYLOAD_TOO_LARGE, too_large)
        .on_status(StatusCode::INTERNAL_SERVER_ERROR, internal)
}
