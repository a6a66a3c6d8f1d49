//! Middleware around the application, and around the operations of a router: FastAPI's custom routes and requests.

use std::borrow::Cow;
use std::fmt;

use twinlane::http::HeaderValue;
use twinlane::prelude::*;
use twinlane::error::RequestValidationError;
use twinlane::parameter::Extension;
use twinlane::response::Streaming;
use twinlane::Error;

#[model]
struct Item {
    name: String,
    price: f64,
}

#[derive(Debug)]
struct Closed;

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("closed")
    }
}

impl std::error::Error for Closed {}

async fn closed(_: Closed, request: Request) -> (StatusCode, Value) {
    let agent = request.header("x-agent").map(Cow::into_owned);
    let content = json!({ "closed": request.uri().path(), "agent": agent });
    (StatusCode::LOCKED, content)
}

fn marked(mut response: Response, name: &'static str) -> Response {
    let value = HeaderValue::from_static(name);
    response.headers_mut().append("x-mark", value);
    response
}

async fn inner(request: Request, next: Next) -> Response {
    marked(next.run(request).await, "inner")
}

/// The length of a body, as a middleware has measured it.
#[derive(Clone, Copy)]
struct Length(usize);

async fn outer(mut request: Request, next: Next) -> Result<Response> {
    let path = request.uri().path().to_owned();
    match path.as_str() {
        "/blocked" => return Err(HttpError::new(403, "Blocked").into()),
        "/raise" => return Err(HttpError::new(418, "Teapot").into()),
        "/old" => *request.uri_mut() = "/items/7".parse()?,
        "/measured" => {
            let length = Length(request.bytes().await?.len());
            request.extensions_mut().insert(length);
        }
        _ => {}
    }
    let response = marked(next.run(request).await, "outer");
    if path == "/replaced" {
        let text = format!("instead of {}", response.status().as_u16());
        let status = StatusCode::NON_AUTHORITATIVE_INFORMATION;
        return Ok(Response::text(text).with_status(status));
    }
    Ok(response)
}

#[get("/items/{item_id}")]
async fn read_item(item_id: i64) -> Value {
    json!({ "item_id": item_id })
}

#[post("/items")]
async fn create_item(item: Item) -> Item {
    item
}

#[post("/measured")]
async fn measured(length: Extension<Length>, item: Item) -> Value {
    json!({ "name": item.name, "length": length.0.0 })
}

#[get("/teapot")]
async fn teapot() -> Result<Value> {
    Err(HttpError::new(418, "Teapot").header("x-tea", "green").into())
}

#[get("/fails")]
async fn fails() -> Result<Value> {
    Err(Error::msg("no disk"))
}

#[get("/replaced", status = 201)]
async fn replaced() -> Value {
    json!("never seen")
}

#[get("/stream")]
async fn stream() -> Streaming {
    let pieces = (0..3).map(|number| format!("{number}\n"));
    Streaming::of(pieces).media_type("text/plain; charset=utf-8")
}

#[get("/background")]
async fn background(tasks: &mut BackgroundTasks) -> Value {
    tasks.add(async {});
    json!("done")
}

async fn mark_route(request: Request, next: Next) -> Result<Response> {
    let response = next.try_run(request).await?;
    Ok(response.with_header("x-route", "marked"))
}

async fn explain(mut request: Request, next: Next) -> Result<Response> {
    let body = request.bytes().await?;
    next.try_run(request).await.map_err(|error| {
        if let Some(invalid) = error.downcast_ref::<RequestValidationError>() {
            let body = String::from_utf8_lossy(&body);
            let detail = json!({ "errors": invalid.errors(), "body": body });
            return HttpError::new(422, detail).into();
        }
        match error.downcast_ref::<HttpError>() {
            Some(error) => HttpError::new(error.status(), json!([error.detail()])).into(),
            None => HttpError::new(503, format!("not now: {error}")).into(),
        }
    })
}

async fn shift(mut request: Request, next: Next) -> Result<Response> {
    if request.header("content-encoding").as_deref() == Some("shift") {
        let body = request.bytes().await?;
        let unpacked: Vec<u8> = body.iter().map(|byte| byte.wrapping_sub(1)).collect();
        request.set_body(unpacked);
    }
    next.try_run(request).await
}

#[expect(clippy::unused_async, reason = "the signature of a middleware")]
async fn close(_: Request, _: Next) -> Result<Response, Closed> {
    Err(Closed)
}

#[get("/items/{item_id}")]
async fn marked_item(item_id: i64) -> Value {
    json!({ "item_id": item_id })
}

#[post("/items")]
async fn explained_item(item: Item) -> Item {
    item
}

#[get("/fails")]
async fn explained_failure() -> Result<Value> {
    Err(Error::msg("no disk"))
}

#[get("/teapot")]
async fn explained_teapot() -> Result<Value> {
    Err(HttpError::new(418, "Teapot").into())
}

#[post("/items")]
async fn shifted_item(item: Item) -> Item {
    item
}

#[get("/items/{item_id}", middleware = [close])]
async fn closed_item(item_id: i64) -> Value {
    json!({ "item_id": item_id })
}

/// The application.
pub fn app() -> App {
    let marked = Router::new().prefix("/marked").middleware(mark_route);
    let explaining = Router::new().prefix("/explaining").middleware(explain);
    let shifted = Router::new().prefix("/shifted").middleware(shift);
    let closing = Router::new().prefix("/closing");
    App::new()
        .title("Middleware")
        .on_error(closed)
        .middleware(inner)
        .middleware(outer)
        .routes(routes![
            read_item,
            create_item,
            measured,
            teapot,
            fails,
            replaced,
            stream,
            background
        ])
        .router(marked.routes(routes![marked_item]))
        .router(explaining.routes(routes![
            explained_item,
            explained_failure,
            explained_teapot
        ]))
        .router(shifted.routes(routes![shifted_item]))
        .router(closing.routes(routes![closed_item]))
}
