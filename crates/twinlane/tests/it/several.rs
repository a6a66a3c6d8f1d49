//! Return types that are several responses, errors with bodies, whole responses that are files, and what teardowns say of a response.

use std::path::PathBuf;

use twinlane::Provided;
use twinlane::prelude::*;
use twinlane::response::{AdditionalResponse, EventStream, File};
use twinlane::testing::TestClient;

#[model]
struct Lamp {
    name: String,
}

#[model]
struct Problem {
    title: String,
}

#[derive(ApiResponse)]
enum Answer {
    /// A lamp
    #[response(status = 200)]
    Lamp(Lamp),
    /// A problem
    #[response(status = 200)]
    Problem(Problem),
    #[response(status = 200)]
    Page(Html),
    #[response(status = 202)]
    Taken { lamp: Lamp },
}

#[derive(ApiResponse)]
#[response(status = 201, description = "Made")]
struct Made {
    #[response(header = "x-by")]
    by: String,
    lamp: Lamp,
}

#[derive(ApiError)]
enum Refused {
    #[error(status = 409, body = taken(&name), media_type = "application/problem+json")]
    Taken { name: String },
    /// Another
    #[error(status = 409, body)]
    Lamp(Lamp),
    #[error(status = 503, detail = "Later", headers = [("retry-after", "60")])]
    Busy,
}

fn lamp() -> Lamp {
    Lamp {
        name: "Lamp".to_owned(),
    }
}

#[get("/answer/{which}")]
async fn answer(which: u8) -> Result<Answer, Refused> {
    let problem = Problem {
        title: "dark".to_owned(),
    };
    match which {
        0 => Ok(Answer::Lamp(lamp())),
        1 => Ok(Answer::Problem(problem)),
        2 => Ok(Answer::Page(Html::new("<p>"))),
        3 => Ok(Answer::Taken { lamp: lamp() }),
        4 => Err(Refused::Taken {
            name: "lamp".to_owned(),
        }),
        5 => Err(Refused::Lamp(lamp())),
        _ => Err(Refused::Busy),
    }
}

#[get("/made")]
fn made() -> Made {
    Made {
        by: "me\n".to_owned(),
        lamp: lamp(),
    }
}

fn document(app: App) -> Value {
    TestClient::blocking(app).get("/openapi.json").send().json()
}

#[test]
fn each_case_has_its_own_response() {
    let client = TestClient::blocking(App::new().routes(routes![answer, made]));
    let json = Some("application/json");
    for (path, status, content_type, text) in [
        ("/answer/0", 200, json, r#"{"name":"Lamp"}"#),
        ("/answer/1", 200, json, r#"{"title":"dark"}"#),
        ("/answer/2", 200, Some("text/html; charset=utf-8"), "<p>"),
        ("/answer/3", 202, json, r#"{"name":"Lamp"}"#),
        (
            "/answer/4",
            409,
            Some("application/problem+json"),
            r#"{"title":"no lamp"}"#,
        ),
        ("/answer/5", 409, json, r#"{"name":"Lamp"}"#),
        ("/answer/6", 503, json, r#"{"detail":"Later"}"#),
        ("/made", 201, json, r#"{"name":"Lamp"}"#),
    ] {
        let response = client.get(path).send();
        let got = (
            response.status().as_u16(),
            response.header("content-type"),
            response.text(),
        );
        assert_eq!(got, (status, content_type, text.to_owned()), "{path}");
    }
    let busy = client.get("/answer/6").send();
    assert_eq!(busy.header("retry-after"), Some("60"));
    // HTTP allows no line break there.
    assert_eq!(client.get("/made").send().header("x-by"), None);
}

#[test]
fn one_status_has_all_of_its_bodies() {
    let document = document(App::new().routes(routes![answer, made]));
    let responses = &document["paths"]["/answer/{which}"]["get"]["responses"];
    let reference = |name| json!({ "$ref": format!("#/components/schemas/{name}") });
    assert_eq!(
        responses["200"],
        json!({
            "description": "A lamp; A problem",
            "content": {
                "application/json": { "schema": {
                    "anyOf": [reference("Lamp"), reference("Problem")],
                    "title": "Response 200 Answer Answer  Which  Get",
                } },
                "text/html": { "schema": { "type": "string" } },
            },
        })
    );
    assert_eq!(responses["202"]["description"], "Accepted");
    assert_eq!(
        responses["409"],
        json!({
            "description": "Conflict; Another",
            "content": {
                "application/problem+json": { "schema": reference("Problem") },
                "application/json": { "schema": reference("Lamp") },
            },
        })
    );
    assert_eq!(responses["503"]["description"], "Later");
    let made = &document["paths"]["/made"]["get"]["responses"]["201"];
    assert_eq!(made["description"], "Made");
    assert_eq!(
        made["headers"],
        json!({ "x-by": { "required": true, "schema": { "type": "string" } } })
    );
}

#[derive(ApiResponse)]
enum Stored {
    #[response(status = 204)]
    Nothing,
    #[response(status = 303)]
    Moved(Redirect),
    #[response(status = 200)]
    Known(Lamp),
    #[response(status = 404)]
    Lost(Lost),
}

#[derive(ApiResponse)]
enum Lost {
    #[response(status = 410)]
    Gone(Problem),
    #[response(status = 200)]
    Page(Html),
}

#[get("/stored/{which}", media_type = "application/vnd.lamp+json")]
async fn stored(which: u8) -> Stored {
    let problem = Problem {
        title: "dark".to_owned(),
    };
    match which {
        0 => Stored::Nothing,
        1 => Stored::Moved(Redirect::to("/")),
        2 => Stored::Known(lamp()),
        3 => Stored::Lost(Lost::Gone(problem)),
        _ => Stored::Lost(Lost::Page(Html::new("<p>"))),
    }
}

/// The first of them has no content; what is within another is sent with its status.
#[test]
fn a_media_type_is_that_of_each_json() {
    let app = || App::new().routes(routes![stored]);
    let client = TestClient::blocking(app()).follow_redirects(false);
    let vendor = Some("application/vnd.lamp+json");
    for (which, status, content_type) in [
        (0, 204, None),
        (1, 303, None),
        (2, 200, vendor),
        (3, 404, vendor),
        (4, 404, Some("text/html; charset=utf-8")),
    ] {
        let response = client.get(&format!("/stored/{which}")).send();
        let got = (response.status().as_u16(), response.header("content-type"));
        assert_eq!(got, (status, content_type), "{which}");
    }
    let document = document(app());
    let responses = &document["paths"]["/stored/{which}"]["get"]["responses"];
    let media_types = |status: &str| {
        let content = responses[status]["content"].as_object();
        content.map(|content| content.keys().cloned().collect::<Vec<_>>())
    };
    assert_eq!((media_types("204"), media_types("303")), (None, None));
    assert_eq!(media_types("200").unwrap(), ["application/vnd.lamp+json"]);
    let of_both = ["application/vnd.lamp+json", "text/html"];
    assert_eq!(media_types("404").unwrap(), of_both);
    assert_eq!(responses.get("410"), None);
}

#[derive(ApiResponse)]
#[expect(dead_code, reason = "the application does not start")]
enum Wrong {
    #[response(status = 204)]
    Nothing(Lamp),
    #[response(status = 201)]
    Moved(Redirect),
    #[response(status = 200)]
    Lamp {
        #[response(header = "x y")]
        spaced: String,
        #[response(header)]
        model: Lamp,
    },
}

#[get("/wrong", status = 201, response_exclude = ["name"])]
fn wrong() -> Wrong {
    Wrong::Nothing(lamp())
}

#[get("/made", status = 202)]
fn made_otherwise() -> Made {
    made()
}

#[webhook(post, "told")]
fn told() -> Wrong;

#[get("/data", media_type = None, responses(AdditionalResponse::new(99), 404 = ("x", headers = headers())))]
fn data() -> Lamp {
    lamp()
}

fn headers() -> Value {
    json!(["x-a"])
}

#[test]
fn what_cannot_be_answered_is_a_mistake() {
    let mistakes = |app: App| app.check().unwrap_err().to_string();
    let found = mistakes(App::new().routes(routes![wrong]));
    for expected in [
        "the return type says a status for each of its responses: leave `status` out",
        "an answer with the status 204 has no body",
        "a redirect does not have the status 201",
        "`x y` is no name of a header",
        "the header `model` has one value: give it a text, a number, or an `Option` of one",
        "the fields that are sent cannot be chosen of a return type that is several responses",
    ] {
        assert!(found.contains(expected), "{expected}\n{found}");
    }
    let leaves_out = "leave `status` out";
    let found = mistakes(App::new().routes(routes![made_otherwise]));
    assert!(found.contains(leaves_out), "{found}");
    let found = mistakes(App::new().webhooks(webhooks![told]));
    assert!(found.contains("`x y` is no name of a header"), "{found}");
    let found = mistakes(App::new().routes(routes![data]));
    for expected in [
        "`media_type = None` is for a `Response`",
        "`99` is no status",
        "the `headers` of the response 404 is no object: write `json!({ .. })`",
    ] {
        assert!(found.contains(expected), "{expected}\n{found}");
    }
}

#[dependency]
async fn said(response: &mut ResponseParts) -> Provided<u8> {
    response.set_header("x-said", "before");
    response.set_header("x-kept", "before");
    Provided::new(1).before_response(async |_, outcome| {
        let mut response = ResponseParts::new();
        response.set_header("x-said", format!("{outcome:?}"));
        response.set_cookie(("a", "b"));
        response.set_status(StatusCode::ACCEPTED);
        response
    })
}

#[dependency]
fn said_in_a_thread(_said: Depends<said>, fails: bool) -> Provided<()> {
    Provided::new(()).before_response(move |(), _| {
        if fails {
            return Err(HttpError::new(418, "teapot"));
        }
        let mut response = ResponseParts::new();
        response.set_header("x-thread", "yes");
        response.set_header("x-said", "never");
        Ok(response)
    })
}

#[get("/said")]
async fn saying(_said: Depends<said_in_a_thread>, response: &mut ResponseParts) -> String {
    response.set_cookie(("c", "d"));
    "said".to_owned()
}

#[get("/said/whole")]
async fn saying_whole(_said: Depends<said_in_a_thread>) -> Response {
    Response::text("whole")
}

/// The teardown that runs last speaks last, and takes the place of what was said before; cookies come together.
#[test]
fn a_teardown_speaks_of_the_response() {
    let client = TestClient::blocking(App::new().routes(routes![saying, saying_whole]));
    let response = client.get("/said?fails=false").send();
    assert_eq!(response.status(), 202);
    let header = |name| response.header(name);
    assert_eq!(header("x-said"), Some("Answered"));
    assert_eq!(header("x-kept"), Some("before"));
    assert_eq!(header("x-thread"), Some("yes"));
    let cookies = response.headers().get_all("set-cookie").iter();
    let cookies: Vec<&str> = cookies.map(|cookie| cookie.to_str().unwrap()).collect();
    assert_eq!(cookies.len(), 2);
    assert!(cookies[0].starts_with("c=d") && cookies[1].starts_with("a=b"));
    for path in ["/said?fails=true", "/said/whole?fails=false"] {
        let response = client.get(path).send();
        assert_ne!(response.status(), 202);
        assert_eq!(response.header("x-said"), None, "{path}");
        assert_eq!(response.header("set-cookie"), None, "{path}");
    }
}

#[get("/missing")]
async fn missing() -> Response {
    File::open("there/is/no/such/file").into()
}

#[get("/changed")]
async fn changed() -> Response {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    Response::from(File::open(file).media_type("text/x-toml"))
        .with_header("content-type", "text/x-own")
        .with_header("content-length", "3")
        .with_cookie(("a", "b"))
}

#[get("/events")]
async fn events() -> Response {
    EventStream::of([lamp()]).into()
}

async fn no_file(request: Request, next: Next) -> Response {
    if request.uri().path() == "/middleware" {
        return File::open("there/is/no/such/file").into();
    }
    next.run(request).await
}

#[test]
fn a_file_is_a_whole_response() {
    let routes = routes![missing, changed, events];
    let client = TestClient::blocking(App::new().routes(routes).middleware(no_file));
    for path in ["/missing", "/middleware"] {
        assert_eq!(client.get(path).send().status(), 500, "{path}");
    }
    let response = client.get("/changed").send();
    let size = include_bytes!("../../Cargo.toml").len().to_string();
    assert_eq!(response.header("content-type"), Some("text/x-own"));
    assert_eq!(response.header("content-length"), Some(size.as_str()));
    assert!(response.header("set-cookie").is_some());
    assert_eq!(response.text(), include_str!("../../Cargo.toml"));
    let part = client.get("/changed").header("range", "bytes=1-3").send();
    assert_eq!(part.status(), 206);
    assert_eq!(part.header("content-length"), Some("3"));
    let parts = client
        .get("/changed")
        .header("range", "bytes=1-3,7-8")
        .send();
    assert!(parts.text().contains("Content-Type: text/x-own"));
    assert_eq!(
        parts.header("content-type").map(|value| &value[..9]),
        Some("multipart")
    );
    let events = client.get("/events").send();
    assert_eq!(events.header("cache-control"), Some("no-cache"));
    assert_eq!(events.text(), "data: {\"name\":\"Lamp\"}\n\n");
}

fn taken(name: &str) -> Problem {
    Problem {
        title: format!("no {name}"),
    }
}

/// As an operation sends it, though nothing of the application stands around it.
#[test]
fn a_file_of_a_mounted_service_is_sent_as_any_other() {
    let service = tower::service_fn(|_: http::Request<twinlane_web::Body>| async {
        Ok::<_, std::convert::Infallible>(Response::from(File::open("Cargo.toml")))
    });
    let client = TestClient::blocking(App::new().mount("/files", service));
    let whole = client.get("/files/a").send();
    assert_eq!(whole.status(), 200);
    assert!(whole.header("etag").is_some());
    let first = client.get("/files/a").header("range", "bytes=0-8").send();
    assert_eq!(
        (first.status().as_u16(), first.text().as_str()),
        (206, "[package]")
    );
}

async fn with_a_file(_: Request, _: Next) -> Response {
    File::open("Cargo.toml").into()
}

async fn tells_the_status(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status().as_str().to_owned();
    response.with_header("x-told", status)
}

#[get("/file", middleware = [with_a_file])]
async fn behind_a_file() {}

#[get("/file")]
async fn file() -> Response {
    File::open("Cargo.toml").into()
}

/// Applications that answer with a file, each by something else, with the path of it.
fn with_files() -> [(&'static str, App); 6] {
    let service = tower::service_fn(|_: http::Request<twinlane_web::Body>| async {
        Ok::<_, std::convert::Infallible>(Response::from(File::open("Cargo.toml")))
    });
    [
        ("/file", App::new().routes(routes![file])),
        (
            "/file",
            App::new()
                .routes(routes![file])
                .middleware(tells_the_status),
        ),
        ("/file", App::new().routes(routes![behind_a_file])),
        ("/file", App::new().middleware(with_a_file)),
        (
            "/file",
            App::new()
                .middleware(with_a_file)
                .middleware(tells_the_status),
        ),
        ("/files/a", App::new().mount("/files", service)),
    ]
}

/// A request asks the same of a file as of one that middleware or a service has made, too.
#[test]
fn a_file_has_ranges_and_conditions_wherever_it_is_made() {
    for (place, (path, app)) in with_files().into_iter().enumerate() {
        let client = TestClient::blocking(app);
        let whole = client.get(path).send();
        assert_eq!(whole.text(), include_str!("../../Cargo.toml"), "{place}");
        let [etag, time] = ["etag", "last-modified"].map(|name| whole.header(name).unwrap());
        let (other, future, past) = (
            "\"other\"",
            "Fri, 01 Jan 2100 00:00:00 GMT",
            "Thu, 01 Jan 1970 00:00:00 GMT",
        );
        let asked: [(&[(&str, &str)], u16); 11] = [
            (&[("range", "bytes=0-8")], 206),
            (&[("range", "bytes=9999999-")], 416),
            (&[("range", "bytes=0-8"), ("if-range", etag)], 206),
            (&[("range", "bytes=0-8"), ("if-range", time)], 206),
            (&[("range", "bytes=0-8"), ("if-range", other)], 200),
            (&[("if-none-match", etag)], 304),
            (&[("if-none-match", other)], 200),
            (&[("if-none-match", other), ("if-none-match", etag)], 304),
            (&[("if-modified-since", future)], 304),
            (&[("if-modified-since", past)], 200),
            (
                &[("if-none-match", other), ("if-modified-since", future)],
                200,
            ),
        ];
        for (headers, status) in asked {
            let request = headers
                .iter()
                .fold(client.get(path), |request, (name, value)| {
                    request.header(name, *value)
                });
            let response = request.send();
            let case = format!("{place} {headers:?}");
            assert_eq!(response.status(), status, "{case}");
            match status {
                206 => assert_eq!(response.text(), "[package]", "{case}"),
                304 => assert!(response.bytes().is_empty(), "{case}"),
                _ => {}
            }
            let told = response.header("x-told");
            assert!(told.is_none_or(|told| told == status.to_string()), "{case}");
        }
    }
}

#[dependency]
async fn says_a_status(response: &mut ResponseParts) -> Provided<u8> {
    response.set_status(StatusCode::ACCEPTED);
    Provided::new(1).before_response(async |_, _| {
        let mut response = ResponseParts::new();
        response.set_status(StatusCode::IM_USED);
        response.set_header("content-type", "text/x-late");
        response.set_header("x-word", "late");
        response.set_cookie(("late", "1"));
        response
    })
}

#[get("/status/returned")]
async fn status_returned(_said: Depends<says_a_status>) -> (StatusCode, Value) {
    (StatusCode::CREATED, json!(1))
}

#[get("/status/parts", status = 203)]
async fn status_of_parts(_said: Depends<says_a_status>, response: &mut ResponseParts) -> Value {
    response.set_status(StatusCode::CREATED);
    json!(1)
}

#[get("/status/typed")]
async fn status_typed(_said: Depends<says_a_status>) -> ([(&'static str, &'static str); 3], Value) {
    let headers = [
        ("content-type", "text/x-own"),
        ("x-word", "own"),
        ("set-cookie", "own=1"),
    ];
    (headers, json!(1))
}

/// The returned value has the last word; a teardown comes before the other functions.
#[test]
fn what_is_returned_is_not_changed_by_a_teardown() {
    let routes = routes![status_returned, status_of_parts, status_typed];
    let client = TestClient::blocking(App::new().routes(routes));
    for (path, status, word) in [
        ("returned", 201, "late"),
        ("parts", 226, "late"),
        ("typed", 226, "own"),
    ] {
        let response = client.get(&format!("/status/{path}")).send();
        assert_eq!(response.status(), status, "{path}");
        let types = response.headers().get_all("content-type");
        assert_eq!(types.iter().count(), 1, "{path}");
        let media_type = format!("text/x-{word}");
        assert_eq!(
            response.header("content-type"),
            Some(&*media_type),
            "{path}"
        );
        let words: Vec<_> = response.headers().get_all("x-word").iter().collect();
        assert_eq!(words, [word], "{path}");
        let cookies = response.headers().get_all("set-cookie").iter().count();
        assert_eq!(cookies, if word == "own" { 2 } else { 1 }, "{path}");
    }
}

const BROKEN: &str = "text/x\r\nx-a: b";

#[derive(ApiError)]
#[error(status = 409, body = json!({}), media_type = BROKEN)]
struct BrokenType;

#[get("/broken")]
fn broken() -> Result<Value, BrokenType> {
    Err(BrokenType)
}

#[dependency]
fn breaks() -> Result<(), BrokenType> {
    Err(BrokenType)
}

#[get("/breaks", dependencies = [breaks])]
fn with_broken() {}

async fn handle_broken(_: HttpError, _: Request) -> Result<Value, BrokenType> {
    Err(BrokenType)
}

/// Nor is it sent as something else where only the response knows of it.
#[test]
fn a_media_type_that_is_none_is_a_mistake() {
    for app in [
        App::new().routes(routes![broken]),
        App::new().routes(routes![with_broken]),
    ] {
        let found = app.check().unwrap_err().to_string();
        assert!(
            found.contains(r"`text/x\r\nx-a: b` is no media type"),
            "{found}"
        );
    }
    let app = App::new().on_status(StatusCode::NOT_FOUND, handle_broken);
    let response = TestClient::blocking(app).get("/nowhere").send();
    assert_eq!(response.status(), 500);
}
