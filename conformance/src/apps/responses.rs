//! Further responses, the fields of streams, whole responses that are files.

use std::collections::BTreeMap;
use std::fmt;

use twinlane::http::HeaderValue;
use twinlane::prelude::*;
use twinlane::response::{AdditionalResponse, Event, EventStream, File, JsonLines, Streaming};

use super::answers::LETTERS;

#[model]
struct Message {
    message: String,
    #[field(alias = "errorCode", default = 0)]
    error_code: i64,
}

#[model]
struct Wheel {
    #[field(alias = "rimSize", default = 18)]
    rim_size: i64,
    #[field(serialization_alias = "numberOfSpokes")]
    spokes: Option<i64>,
}

#[model]
struct Bicycle {
    #[field(alias = "modelName")]
    model_name: String,
    #[field(alias = "frontWheel")]
    front: Option<Wheel>,
    #[field(default = [])]
    wheels: Vec<Wheel>,
    #[field(alias = "byName", default)]
    by_name: BTreeMap<String, Wheel>,
    #[field(default = 10.5)]
    price: f64,
}

fn wheel(rim_size: i64) -> Wheel {
    Wheel {
        rim_size,
        spokes: None,
    }
}

fn bicycle(name: &str) -> Bicycle {
    Bicycle {
        model_name: name.to_owned(),
        front: Some(wheel(20)),
        wheels: vec![wheel(18), wheel(22)],
        by_name: [("rimSize".to_owned(), wheel(18))].into(),
        price: 10.5,
    }
}

fn bare(name: &str) -> Bicycle {
    Bicycle {
        front: None,
        wheels: Vec::new(),
        by_name: BTreeMap::new(),
        ..bicycle(name)
    }
}

#[model(untagged)]
enum Either {
    Wheel(Wheel),
    Message(Message),
    Text(String),
}

#[model]
struct Both {
    either: Either,
}

fn missing() -> AdditionalResponse {
    AdditionalResponse::new(404)
        .model::<Message>()
        .description("No such item")
        .example(json!({ "message": "none" }))
}

fn common() -> [AdditionalResponse; 3] {
    let by = json!({ "x-by": { "schema": { "type": "string" } } });
    [
        missing(),
        AdditionalResponse::new("5XX").description("Later"),
        AdditionalResponse::new(409)
            .description("Taken")
            .headers(by),
    ]
}

#[get("/plain")]
fn plain() -> String {
    "plain".to_owned()
}

#[get("/more", responses(missing(), 409 = "Own", 201 = ()))]
fn more() -> String {
    "more".to_owned()
}

#[get("/deep", responses("5XX" = "Deep", 418 = Wheel))]
fn deep() -> String {
    "deep".to_owned()
}

#[get(
    "/content",
    responses(
        200 = (
            "A table",
            content = json!({
                "text/csv": { "schema": { "type": "string" }, "example": "a,b" },
                "application/json": { "example": { "modelName": "A" } },
            }),
            headers = json!({
                "x-left": { "schema": { "type": "integer" }, "description": "How many" },
            }),
            links = json!({ "next": { "operationId": "plain", "parameters": { "a": "$x" } } }),
        ),
        404 = (
            Vec<Message>,
            examples = json!({
                "one": { "summary": "One", "value": [{ "message": "a" }] },
                "two": { "value": [] },
            }),
            media_type = "image/png",
        ),
        default = ("Else", extra = json!({ "x-kind": { "a": 1 } })),
        "3xx" = Wheel,
    )
)]
fn content() -> Bicycle {
    bicycle("A")
}

#[get("/content/html", responses(400 = Message, 200 = (media_type = "image/png")))]
fn content_html() -> Html {
    Html::new("<p>a</p>")
}

#[get("/none", media_type = None)]
fn none() -> Response {
    Response::text("none").with_header("content-type", "text/x-none; charset=utf-8")
}

#[get(
    "/none/created",
    status = 201,
    media_type = None,
    responses(404 = Message, 201 = (media_type = "image/png"))
)]
fn none_created() -> Response {
    let response = Response::text("none").with_status(StatusCode::CREATED);
    response.with_header("content-type", "image/png")
}

#[get("/lines/all")]
async fn lines_all() -> JsonLines<Bicycle> {
    JsonLines::of([bicycle("a")])
}

#[get("/lines/include", response_include = ["model_name", "front.rim_size"])]
async fn lines_include() -> JsonLines<Bicycle> {
    JsonLines::of([bicycle("a"), bare("b")])
}

#[get("/lines/exclude", response_exclude = ["front", "wheels.*.spokes"])]
async fn lines_exclude() -> JsonLines<Bicycle> {
    JsonLines::blocking([bicycle("a"), bare("b")])
}

#[get("/lines/without", response_exclude_none, response_exclude_defaults)]
async fn lines_without() -> JsonLines<Bicycle> {
    JsonLines::of([bicycle("a"), bare("b")].map(Ok::<_, twinlane::Error>))
}

#[get("/lines/names", response_by_alias = false)]
async fn lines_names() -> JsonLines<Bicycle> {
    JsonLines::of([bicycle("é")])
}

#[get("/lines/lists", response_by_alias = false, response_exclude = ["*.front"])]
async fn lines_lists() -> JsonLines<Vec<Bicycle>> {
    JsonLines::of([vec![bicycle("a"), bare("b")], Vec::new()])
}

#[get("/lines/sent", response_include = ["price", "wheels"], response_by_alias = false)]
async fn lines_sent() -> JsonLines<Bicycle> {
    JsonLines::from_fn(async |mut out| {
        out.send(bicycle("a")).await?;
        Ok(())
    })
}

#[get("/events/include", response_include = ["model_name"])]
async fn events_include() -> EventStream<Bicycle> {
    EventStream::from_fn(async |mut out| {
        out.send(bicycle("a")).await?;
        out.send(bicycle("b")).await?;
        Ok(())
    })
}

#[get("/events/names", response_by_alias = false, response_exclude_none)]
async fn events_names() -> EventStream<Bicycle> {
    EventStream::of([bicycle("a\n")])
}

#[get("/events/named", response_by_alias = false)]
async fn events_named() -> EventStream<Bicycle> {
    EventStream::of([
        Event::new(bicycle("a")).id("1").name("new"),
        Event::raw("as it is").comment("raw"),
    ])
}

#[get("/events/sent", response_exclude = ["by_name"])]
async fn events_sent() -> EventStream<Bicycle> {
    EventStream::of([
        Event::new(bicycle("a")),
        Event::new(bicycle("a")).id("1"),
    ])
}

#[get("/names", response_by_alias = false)]
fn names() -> Bicycle {
    bicycle("a")
}

#[get(
    "/names/list",
    response_by_alias = false,
    response_include = ["*.by_name", "*.front"]
)]
fn names_list() -> Vec<Bicycle> {
    vec![bicycle("a"), bare("b")]
}

#[get("/names/maybe", response_by_alias = false)]
fn names_maybe(#[query(default = true)] there: bool) -> Option<Bicycle> {
    there.then(|| bicycle("a"))
}

#[get("/names/either", response_by_alias = false)]
fn names_either(which: i64) -> Both {
    let message = Message {
        message: "a".to_owned(),
        error_code: 0,
    };
    let either = match which {
        0 => Either::Wheel(wheel(18)),
        1 => Either::Message(message),
        _ => Either::Text("text".to_owned()),
    };
    Both { either }
}

#[get("/names/map", response_by_alias = false)]
fn names_map() -> BTreeMap<String, Bicycle> {
    [("modelName".to_owned(), bicycle("a"))].into()
}

#[get("/names/alias", response_by_alias = true)]
fn names_alias() -> Bicycle {
    bicycle("a")
}

fn letters() -> File {
    File::open(&*LETTERS)
}

const OWN: [(&str, &str); 2] = [
    ("etag", "\"v1\""),
    ("last-modified", "Wed, 21 Oct 2015 07:28:00 GMT"),
];

#[get("/whole/{kind}")]
fn whole(kind: String) -> Response {
    match kind.as_str() {
        "file" => letters().into(),
        "named" => {
            let named = letters().download_as("x.html");
            Response::from(named).with_header("x-a", "b")
        }
        "typed" => letters().media_type("text/x-typed").into(),
        "created" => Response::from(letters()).with_status(StatusCode::NOT_FOUND),
        "own" => {
            let [etag, time] = OWN;
            let own = Response::from(letters()).with_header(etag.0, etag.1);
            own.with_header(time.0, time.1)
        }
        "weak" => Response::from(letters()).with_header("etag", "W/\"v1\""),
        "late" => Response::from(letters())
            .with_header("last-modified", OWN[1].1)
            .with_header("content-type", "application/x-late"),
        "stream" => Streaming::of(["a", "b"]).media_type("text/csv").into(),
        _ => Response::json(&json!({ "kind": kind })),
    }
}

#[derive(Debug)]
struct Gone;

impl fmt::Display for Gone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("gone")
    }
}

impl std::error::Error for Gone {}

async fn handle_gone(_: Gone, _: Request) -> Response {
    Response::from(letters()).with_status(StatusCode::GONE)
}

async fn handle_missing(_: HttpError, _: Request) -> Response {
    letters().into()
}

#[get("/gone")]
fn gone() -> Result<String, Gone> {
    Err(Gone)
}

#[derive(ApiResponse)]
enum Stored {
    /// It has been made
    #[response(status = StatusCode::CREATED)]
    Made {
        /// Where it is
        #[response(header)]
        location: String,
        wheel: Wheel,
        #[response(header)]
        x_left: Option<i64>,
    },
    #[response(status = 200, description = "It was there already", headers = [("x-fixed", "a")])]
    Known(Vec<Wheel>),
    #[response(status = 303)]
    Moved(Redirect),
    /// Nothing to store
    #[response(status = 204)]
    Nothing,
    #[response(status = 203)]
    Page(Html),
    #[response(status = 202)]
    File(File),
}

#[derive(ApiError)]
enum StoreError {
    /// Nothing of it is left
    #[error(status = 409, body = out(code), headers = [("x-out", code.to_string())])]
    Out { code: i64 },
    #[error(status = 410, body)]
    Gone(Vec<Message>),
}

fn out(error_code: i64) -> Message {
    let message = "out".to_owned();
    Message {
        message,
        error_code,
    }
}

#[put("/stored/{kind}")]
fn stored(kind: String) -> Result<Stored, StoreError> {
    let made = |left, rim_size, location: &str| Stored::Made {
        location: location.to_owned(),
        wheel: wheel(rim_size),
        x_left: left,
    };
    Ok(match kind.as_str() {
        "made" => made(Some(3), 1, "/1"),
        "none left" => made(None, 18, "/2"),
        "known" => Stored::Known(vec![wheel(18)]),
        "moved" => Stored::Moved(Redirect::to("/é")),
        "nothing" => Stored::Nothing,
        "page" => Stored::Page(Html::new("<p>")),
        "file" => Stored::File(letters()),
        "out" => return Err(StoreError::Out { code: 3 }),
        _ => {
            return Err(StoreError::Gone(vec![Message {
                message: kind,
                error_code: 0,
            }]));
        }
    })
}

#[get("/file/own")]
fn file_own(response: &mut ResponseParts) -> File {
    for (name, value) in OWN {
        response.set_header(name, value);
    }
    response.set_header("x-own", "a");
    letters()
}

#[get("/file/beside")]
fn file_beside() -> ([(&'static str, &'static str); 4], File) {
    let [etag, time] = OWN;
    let headers = [
        etag,
        time,
        ("content-type", "application/x-own"),
        ("content-disposition", "inline"),
    ];
    (headers, letters())
}

#[get("/typed/said")]
fn typed_said(response: &mut ResponseParts) -> i64 {
    response.set_header("content-type", "application/x-said");
    1
}

#[derive(ApiResponse)]
enum Typed {
    #[response(status = 200, description = "Successful Response")]
    Whole {
        number: i64,
        #[response(header)]
        content_type: String,
    },
    #[response(status = 202, headers = [("content-type", "application/x-two"), ("x-fixed", "a")])]
    Taken(i64),
    #[response(status = 202, headers = [("content-type", "text/x-two"), ("x-fixed", "a")])]
    Text(i64),
}

#[derive(ApiError)]
enum TypedError {
    #[error(status = 409, body = out(0), headers = [("content-type", "application/x-three")])]
    Body,
    #[error(status = 403, detail = "no", headers = [("content-type", "application/x-four"), ("x-why", "b")])]
    Detail,
}

#[get(
    "/typed/{kind}",
    responses(
        202 = (headers = json!({ "x-fixed": { "schema": { "type": "string" } } })),
        403 = (
            "Not for you",
            headers = json!({ "x-why": { "description": "Why", "schema": { "type": "string" } } }),
        ),
    )
)]
fn typed(kind: String) -> Result<Typed, TypedError> {
    match kind.as_str() {
        "whole" => Ok(Typed::Whole {
            number: 1,
            content_type: "application/x-one".to_owned(),
        }),
        "taken" => Ok(Typed::Taken(2)),
        "text" => Ok(Typed::Text(2)),
        "body" => Err(TypedError::Body),
        _ => Err(TypedError::Detail),
    }
}

async fn files(request: Request, next: Next) -> Response {
    let Some(name) = request.headers().get("x-file").cloned() else {
        return next.run(request).await;
    };
    let response = Response::from(letters().download_as("letters.txt"));
    response.with_header("x-file", name)
}

async fn around(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let header = |name| {
        let value = response.headers().get(name).map(HeaderValue::to_str);
        value.and_then(std::result::Result::ok).unwrap_or_default()
    };
    let etag = header("etag").get(..1).unwrap_or_default();
    let status = response.status().as_u16();
    let told = format!("{status} {} {etag}", header("content-range"));
    response.with_header("x-told", told)
}

/// The application.
pub fn app() -> App {
    let inner = Router::new()
        .prefix("/inner")
        .response(AdditionalResponse::new("4XX"))
        .response(AdditionalResponse::new(404).description("Inner"))
        .routes(routes![deep]);
    let shared = Router::new()
        .prefix("/shared")
        .responses(common())
        .routes(routes![plain, more])
        .router(inner);
    App::new()
        .title("Responses")
        .responses([
            AdditionalResponse::new(418).model::<Message>(),
            AdditionalResponse::new(409),
        ])
        .routes(routes![
            content, content_html, none, none_created, lines_all, lines_include, lines_exclude,
            lines_without, lines_names, lines_lists, lines_sent, events_include, events_names,
            events_named, events_sent, names, names_list, names_maybe, names_either, names_map, names_alias,
            whole, gone, stored, file_own, file_beside, typed_said, typed,
        ])
        .router(shared)
        .on_error(handle_gone)
        .on_status(StatusCode::NOT_FOUND, handle_missing)
        .middleware(files)
        .middleware(around)
}
