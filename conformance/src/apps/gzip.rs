//! Compressed responses: `GZip`. The first segment of the path says with which options.

use std::path::PathBuf;
use std::sync::LazyLock;

use twinlane::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use twinlane::http::HeaderValue;
use twinlane::prelude::*;
use twinlane::middleware::{Middleware, Next};
use twinlane::response::{Body, File, ResponseExt, Streaming};
use twinlane::Response;

use super::answers::file;

static PAGE: LazyLock<PathBuf> =
    LazyLock::new(|| file("page.txt", "0123456789".repeat(6_000).as_bytes()));

static LARGE_PAGE: LazyLock<PathBuf> =
    LazyLock::new(|| file("large_page.txt", "0123456789".repeat(30_000).as_bytes()));

/// The options that the path names.
struct ByPath {
    usual: GZip,
    fast: GZip,
    short: GZip,
    types: GZip,
}

impl Middleware for ByPath {
    async fn handle(&self, request: Request, next: Next) -> Result<Response> {
        match request.uri().path().split('/').nth(1) {
            Some("usual") => self.usual.handle(request, next).await,
            Some("fast") => self.fast.handle(request, next).await,
            Some("short") => self.short.handle(request, next).await,
            Some("types") => self.types.handle(request, next).await,
            _ => Ok(next.run(request).await),
        }
    }
}

fn letters(size: usize) -> Response {
    Response::text("a".repeat(size))
}

#[get("/{way}/size/{size}")]
async fn sized(way: String, size: usize) -> Response {
    let _ = way;
    letters(size)
}

#[head("/{way}/head/{size}")]
async fn headed(way: String, size: usize) -> Response {
    let _ = way;
    letters(size)
}

#[get("/{way}/type")]
async fn typed(way: String, r#type: String, #[query(default = 200)] status: i64) -> Response {
    let _ = way;
    let status = u16::try_from(status).unwrap_or_default();
    let mut response = letters(600).with_status(StatusCode::from_u16(status).unwrap_or_default());
    let charset = if r#type.starts_with("text/") { "; charset=utf-8" } else { "" };
    let value = HeaderValue::try_from(r#type + charset).expect("a media type");
    response.headers_mut().insert(CONTENT_TYPE, value);
    response
}

#[get("/{way}/untyped")]
async fn untyped(way: String) -> Response {
    let _ = way;
    let mut response = Response::new(Body::from("a".repeat(600)));
    let length = HeaderValue::from_static("600");
    response.headers_mut().insert(CONTENT_LENGTH, length);
    response
}

#[get("/{way}/marked")]
async fn marked(way: String) -> Response {
    let _ = way;
    letters(600)
        .with_header("etag", "\"abc\"")
        .with_header("vary", "Cookie")
        .with_header("cache-control", "no-transform")
}

#[get("/{way}/encoded/{coding}")]
async fn encoded(way: String, coding: String) -> Response {
    let _ = way;
    letters(600).with_header("content-encoding", coding)
}

#[get("/{way}/stream/{count}")]
async fn stream(way: String, count: usize) -> Streaming {
    let _ = way;
    Streaming::of((0..count).map(|number| format!("{number}\n"))).media_type("text/plain")
}

#[get("/{way}/empty-stream")]
async fn empty_stream(way: String) -> Streaming {
    let _ = way;
    Streaming::of([""; 0]).media_type("text/plain")
}

#[get("/{way}/events")]
async fn events(way: String) -> Streaming {
    let _ = way;
    Streaming::of(["data: a\n\n"]).media_type("text/event-stream")
}

#[get("/{way}/file")]
async fn page(way: String) -> File {
    let _ = way;
    File::open(&*PAGE)
}

#[get("/{way}/file/large")]
async fn large_page(way: String) -> File {
    let _ = way;
    File::open(&*LARGE_PAGE)
}

#[get("/{way}/teapot")]
async fn teapot(way: String) -> Result<Value> {
    let _ = way;
    Err(HttpError::new(418, "a".repeat(600)).into())
}

#[get("/{way}/nothing", status = 204)]
async fn nothing(way: String) {
    let _ = way;
}

#[get("/{way}/list")]
async fn numbers(way: String) -> Vec<i64> {
    let _ = way;
    (0..500).collect()
}

#[get("/{way}/after")]
async fn after(way: String, tasks: &mut BackgroundTasks) -> String {
    let _ = way;
    tasks.add(async {});
    "a".repeat(600)
}

/// The application.
pub fn app() -> App {
    let by_path = ByPath {
        usual: GZip::new(),
        fast: GZip::new().level(1),
        short: GZip::new().minimum_size(3),
        types: GZip::new().exclude_content_types(["Text/HTML; a=b", "x/*"]),
    };
    App::new()
        .title("Compressed responses")
        .routes(routes![
            sized, headed, typed, untyped, marked, encoded, stream, empty_stream, events, page, large_page, teapot, nothing,
            numbers, after
        ])
        .middleware(by_path)
}
