//! Every kind of answer: media types, statuses, headers, cookies, redirects, files and streams.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use twinlane::http::HeaderValue;
use twinlane::prelude::*;
use twinlane::response::{Content, Event, EventStream, File, Json, JsonLines, SameSite, SetCookie, Streaming, Text};

#[model]
struct Item {
    name: String,
    price: Option<f64>,
}

impl Item {
    fn new(name: &str, price: Option<f64>) -> Self {
        let name = name.to_owned();
        Self { name, price }
    }
}

/// A file whose time is the same wherever and whenever this runs.
pub(super) fn file(name: &str, content: &[u8]) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("twinlane-answers-{}", std::process::id()));
    let path = folder.join(name);
    let time = SystemTime::UNIX_EPOCH + Duration::from_millis(1_700_000_000_250);
    let written = std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::write(&path, content))
        .and_then(|()| std::fs::File::options().write(true).open(&path))
        .and_then(|file| file.set_modified(time));
    written.expect("a file in the temporary folder");
    path
}

pub(super) static LETTERS: LazyLock<PathBuf> =
    LazyLock::new(|| file("letters.txt", b"abcdefghijklmnopqrstuvwxyz"));
static LARGE: LazyLock<PathBuf> = LazyLock::new(|| {
    let content: Vec<u8> = (0..=250).cycle().take(263_000).collect();
    file("large.bin", &content)
});
static EMPTY: LazyLock<PathBuf> = LazyLock::new(|| file("empty.json", b""));

#[get("/html")]
fn html() -> Html {
    Html::new("<h1>Größe</h1>")
}

#[get("/text")]
fn text() -> Text {
    Text::new("Größe\n")
}

#[get("/xml")]
fn xml() -> Content {
    Content::new("application/xml", "<shampoo/>")
}

#[get("/css")]
fn css() -> Content {
    Content::new("text/css", "a{}")
}

#[get("/any")]
fn anything() -> Json<Value> {
    Json(json!({ "a": [1, 2.5, null], "ü": "é" }))
}

#[get("/redirect")]
fn redirect() -> Redirect {
    Redirect::to("/a b/ü?x=ü&y=%20#z")
}

#[get("/redirect/302", status = 302)]
fn redirect_302() -> Redirect {
    Redirect::to("https://example.com/")
}

#[get("/redirect/own")]
fn redirect_own() -> Redirect {
    Redirect::to("/x").with_status(StatusCode::SEE_OTHER)
}

#[get("/status/{code}")]
fn status(code: i64) -> (StatusCode, Value) {
    (status_of(code), json!({ "code": code }))
}

#[put("/created", status = 201)]
fn created(item: Item, response: &mut ResponseParts) -> Item {
    if item.price.is_none() {
        response.set_status(StatusCode::OK);
    }
    item
}

#[get("/headers")]
fn headers(response: &mut ResponseParts) -> Value {
    response.set_header("X-Cat", "alone in the world");
    response.set_header("Cache-Control", "no-store");
    json!({ "a": 1 })
}

#[get("/cookies")]
fn cookies(response: &mut ResponseParts) -> Value {
    response.set_cookie(("last", "lamp"));
    let odd = SetCookie::new("odd", "x y;\"é")
        .max_age(Duration::from_secs(5))
        .path("/p")
        .domain("d.com")
        .secure()
        .http_only()
        .same_site(SameSite::Strict);
    response.set_cookie(odd);
    response.set_cookie(SetCookie::new("bare", "v").path(None).same_site(None));
    json!({ "a": 1 })
}

#[get("/headers/lost")]
fn headers_lost(response: &mut ResponseParts) -> Result<Value, HttpError> {
    response.set_header("X-Cat", "lost");
    let error = HttpError::new(418, json!({ "why": ["tea", 1] }));
    Err(error.header(
        twinlane::http::HeaderName::from_static("x-error"),
        HeaderValue::from_static("teapot"),
    ))
}

#[get("/tasks")]
fn tasks(tasks: &mut BackgroundTasks) -> Value {
    tasks.add_blocking(|| {});
    json!({ "a": 1 })
}

#[get("/request/{name}")]
async fn request(name: String, request: &Request) -> Value {
    let params: HashMap<&str, &str> = request.path_params().collect();
    let cookies: HashMap<String, String> = request.cookies().collect();
    assert_eq!(request.path_param("name"), Some(name.as_str()));
    json!({
        "method": request.method().as_str(),
        "path": request.uri().path(),
        "query": request.query().as_str(),
        "url": request.url(),
        "agent": request.header("user-agent"),
        "params": params,
        "cookies": cookies,
    })
}

#[get("/nothing", status = 204)]
fn nothing() {}

#[get("/lines")]
async fn lines() -> JsonLines<Item> {
    JsonLines::of([Item::new("Größe", None), Item::new("b", Some(2.0))])
}

#[get("/lines/untyped")]
fn lines_untyped() -> JsonLines<Value> {
    JsonLines::of([
        json!({ "a": 1, "b": [1, 2.5], "ü": "→😀" }),
        json!("x"),
        Value::Null,
    ])
}

#[get("/lines/scalars")]
fn lines_scalars() -> JsonLines<i64> {
    JsonLines::of([1, 2])
}

#[get("/lines/empty")]
fn lines_empty() -> JsonLines<i64> {
    JsonLines::of(std::iter::empty::<i64>())
}

#[get("/events")]
async fn events() -> EventStream<Item> {
    let update = Event::new(Item::new("x", None))
        .name("update")
        .id("1")
        .retry(Duration::from_millis(5))
        .comment("hi\nthere");
    EventStream::of([
        Event::new(Item::new("a", None)),
        update,
        Event::raw("one\ntwo"),
        Event::empty().comment("only"),
        Event::empty().name("e").id(""),
    ])
}

#[get("/events/untyped")]
fn events_untyped() -> EventStream<Value> {
    EventStream::of([json!({ "a": 1, "ü": "é" }), json!("text"), json!(5)])
}

#[get("/events/scalars")]
fn events_scalars() -> EventStream<i64> {
    EventStream::of([1])
}

#[get("/stream")]
fn stream() -> Streaming {
    Streaming::of(["abc", "Größe"])
}

#[get("/stream/csv")]
fn stream_csv() -> Streaming {
    Streaming::of(["a,b\n", "1,2\n"]).media_type("text/csv")
}

#[get("/file")]
fn letters() -> File {
    File::open(&*LETTERS)
}

#[get("/file/download")]
fn download() -> File {
    File::open(&*LETTERS).download_as("the letters.pdf")
}

#[get("/file/inline")]
fn inline() -> File {
    File::open(&*LETTERS).show_as("x.html")
}

#[get("/file/odd")]
fn odd() -> File {
    File::open(&*LETTERS)
        .media_type("application/x-odd")
        .download_as("grö\"ße.txt")
}

#[get("/file/large")]
fn large() -> File {
    File::open(&*LARGE)
}

#[get("/file/empty")]
fn empty() -> File {
    File::open(&*EMPTY)
}

#[get("/file/created", status = 201)]
fn file_created() -> File {
    File::open(&*LETTERS)
}

#[get("/file/none")]
fn none() -> File {
    File::open(Path::new("/nowhere/at/all.txt"))
}

#[head("/file/head")]
fn head_only() -> File {
    File::open(&*LETTERS)
}

fn status_of(code: i64) -> StatusCode {
    let code = u16::try_from(code).ok();
    let status = code.and_then(|code| StatusCode::from_u16(code).ok());
    status.unwrap_or_default()
}

#[get("/file/returned/{code}")]
fn file_returned(code: i64) -> (StatusCode, File) {
    (status_of(code), File::open(&*LETTERS))
}

#[get("/file/set/{code}")]
fn file_set(code: i64, response: &mut ResponseParts) -> File {
    response.set_status(status_of(code));
    File::open(&*LETTERS)
}

#[dependency]
fn sets_status(code: i64, response: &mut ResponseParts) {
    response.set_status(status_of(code));
}

#[get("/file/depends/{code}", dependencies = [sets_status])]
fn file_depends(code: i64) -> File {
    let _ = code;
    File::open(&*LETTERS)
}

#[get("/redirect/set/{code}")]
fn redirect_set(code: i64, response: &mut ResponseParts) -> Redirect {
    response.set_status(status_of(code));
    Redirect::to("/x")
}

#[model]
struct Message {
    message: String,
}

#[get(
    "/responses/{x}",
    responses(
        404 = Message,
        302 = "The item was moved",
        403 = (Message, "Not yours"),
        409 = Vec<i64>,
        200 = "All is well",
        599 = "Odd",
    )
)]
fn responses(x: i64) -> Result<Item, Missing> {
    if x == 4 {
        return Err(Missing);
    }
    Ok(Item::new("x", x.to_string().parse().ok()))
}

/// An answer of another shape, sent by hand.
struct Missing;

impl twinlane::response::Failure for Missing {
    fn into_answered(self) -> twinlane::response::Answered {
        let message = Message {
            message: "not found".to_owned(),
        };
        twinlane::response::Respond::respond((StatusCode::NOT_FOUND, message))
    }
}

#[get("/responses/own/{x}", responses(422 = Message))]
fn responses_own(x: i64) -> Item {
    Item::new("x", x.to_string().parse().ok())
}

/// The application.
pub fn app() -> App {
    App::new().title("Answers").routes(routes![
        html,
        text,
        xml,
        css,
        anything,
        redirect,
        redirect_302,
        redirect_own,
        status,
        created,
        headers,
        cookies,
        headers_lost,
        tasks,
        request,
        nothing,
        lines,
        lines_untyped,
        lines_scalars,
        lines_empty,
        events,
        events_untyped,
        events_scalars,
        stream,
        stream_csv,
        letters,
        download,
        inline,
        odd,
        large,
        empty,
        file_created,
        none,
        head_only,
        file_returned,
        file_set,
        file_depends,
        redirect_set,
        responses,
        responses_own,
    ])
}
