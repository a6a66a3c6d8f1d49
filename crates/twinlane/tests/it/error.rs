//! Errors and panics, in every lane.

use twinlane::error::{ErrorDetail, RequestValidationError};
use twinlane::http::{HeaderValue, header};
use twinlane::prelude::*;
use twinlane::testing::{BlockingClient, TestClient};

#[get("/teapot")]
async fn teapot() -> Result<Value> {
    let error = HttpError::new(418, json!({ "pot": "short" }));
    Err(error
        .header(header::RETRY_AFTER, HeaderValue::from_static("5"))
        .into())
}

#[get("/missing")]
fn missing() -> Result<Value> {
    None::<Value>.or_404("No such thing")
}

#[get("/question/{text}")]
fn question(text: String) -> Result<i32> {
    Ok(text.parse::<i32>()?)
}

#[get("/panic/loop")]
async fn panic_on_loop() -> Value {
    panic!("on the loop")
}

#[get("/panic/thread")]
fn panic_in_thread() -> Value {
    panic!("in a thread")
}

#[get("/panic/here", in_place)]
fn panic_in_place() -> Value {
    panic!("in place")
}

#[delete("/gone", status = 204)]
async fn gone() {}

fn client() -> BlockingClient {
    let routes = routes![
        teapot,
        missing,
        question,
        panic_on_loop,
        panic_in_thread,
        panic_in_place,
        gone
    ];
    TestClient::blocking(App::new().routes(routes))
}

#[test]
fn a_status_is_a_number_or_a_status_code() {
    let error = HttpError::new(StatusCode::GONE, "No more of it");
    assert_eq!(
        (error.status().as_u16(), error.detail()),
        (410, &json!("No more of it"))
    );
    let error = None::<i64>.or_status(StatusCode::GONE, "gone").unwrap_err();
    let error = error.downcast::<HttpError>().unwrap();
    assert_eq!(error.status(), HttpError::new(410, "gone").status());
    assert_eq!(HttpError::new(99, "none").status(), 500);
}

#[test]
fn an_http_error_is_its_own_status_detail_and_headers() {
    let response = client().get("/teapot").send();
    assert_eq!(response.status(), 418);
    assert_eq!(response.text(), r#"{"detail":{"pot":"short"}}"#);
    assert_eq!(response.header("retry-after"), Some("5"));
    let response = client().get("/missing").send();
    assert_eq!(
        (response.status().as_u16(), response.text().as_str()),
        (404, r#"{"detail":"No such thing"}"#)
    );
}

#[test]
fn any_other_error_is_a_500_that_says_nothing() {
    let client = client();
    assert_eq!(client.get("/question/5").send().text(), "5");
    let response = client.get("/question/x").send();
    assert_eq!(
        (response.status().as_u16(), response.text().as_str()),
        (500, "Internal Server Error")
    );
    assert_eq!(
        response.header("content-type"),
        Some("text/plain; charset=utf-8")
    );
}

#[test]
fn a_panic_in_any_lane_is_a_500_and_the_next_request_is_answered() {
    let client = client();
    for path in ["/panic/loop", "/panic/thread", "/panic/here"] {
        let response = client.get(path).send();
        assert_eq!(
            (response.status().as_u16(), response.text().as_str()),
            (500, "Internal Server Error")
        );
        assert_eq!(client.get("/question/5").send().status(), 200);
    }
}

#[test]
fn a_204_has_no_body() {
    let response = client().delete("/gone").send();
    assert_eq!(
        (response.status().as_u16(), response.bytes().len()),
        (204, 0)
    );
    assert_eq!(response.header("content-type"), Some("application/json"));
}

/// Why there is no item.
#[derive(Debug, ApiError)]
enum Trouble {
    #[error(status = 409, detail = "This item exists")]
    Exists,
    #[error(status = 404, detail = "No shelf {shelf} {{0}}")]
    NoShelf { shelf: String, _row: u8 },
    #[error(status = 404, detail = "No {0}, but {1:?}")]
    Tuple(u32, &'static str),
    /// The shop is closed
    #[error(status = 503, detail = json!({ "opens": hour }))]
    Closed { hour: u32 },
    #[error(status = 418)]
    Teapot,
    #[error(internal)]
    Internal(twinlane::Error),
}

/// A struct is one, too.
#[derive(ApiError)]
#[error(status = 429, detail = "Wait {seconds} s")]
struct TooMany {
    seconds: u32,
}

#[get("/trouble/{kind}")]
async fn trouble(kind: String) -> Result<Value, Trouble> {
    match kind.as_str() {
        "exists" => Err(Trouble::Exists),
        "shelf" => Err(Trouble::NoShelf {
            shelf: "a".to_owned(),
            _row: 1,
        }),
        "tuple" => Err(Trouble::Tuple(7, "x")),
        "closed" => Err(Trouble::Closed { hour: 8 }),
        "teapot" => Err(Trouble::Teapot),
        "http" => Err(HttpError::new(402, "Pay"))?,
        number => Ok(json!(number.parse::<u32>()?)),
    }
}

#[get("/too-many")]
async fn too_many() -> Result<Value> {
    Err(TooMany { seconds: 3 })?
}

#[test]
fn an_error_type_has_a_status_and_a_detail_for_each_case() {
    let client = TestClient::blocking(App::new().routes(routes![trouble, too_many]));
    for (path, status, body) in [
        ("/trouble/exists", 409, r#"{"detail":"This item exists"}"#),
        ("/trouble/shelf", 404, r#"{"detail":"No shelf a {0}"}"#),
        ("/trouble/tuple", 404, r#"{"detail":"No 7, but \"x\""}"#),
        ("/trouble/closed", 503, r#"{"detail":{"opens":8}}"#),
        ("/trouble/teapot", 418, r#"{"detail":"I'm a teapot"}"#),
        ("/trouble/http", 402, r#"{"detail":"Pay"}"#),
        ("/trouble/what", 500, "Internal Server Error"),
        ("/trouble/5", 200, "5"),
        ("/too-many", 429, r#"{"detail":"Wait 3 s"}"#),
    ] {
        let response = client.get(path).send();
        assert_eq!(
            (response.status().as_u16(), response.text().as_str()),
            (status, body)
        );
    }
    assert_eq!(Trouble::Tuple(7, "x").to_string(), "No 7, but \"x\"");
    assert_eq!(Trouble::Teapot.to_string(), "418: I'm a teapot");
}

#[test]
fn the_document_shows_the_errors_of_an_operation() {
    let client = TestClient::blocking(App::new().routes(routes![trouble]));
    let document: Value = client.get("/openapi.json").send().json();
    let responses = &document["paths"]["/trouble/{kind}"]["get"]["responses"];
    let described: Vec<(&str, &str)> = responses
        .as_object()
        .unwrap()
        .iter()
        .map(|(status, response)| (status.as_str(), response["description"].as_str().unwrap()))
        .collect();
    assert_eq!(
        described,
        [
            ("200", "Successful Response"),
            ("409", "This item exists"),
            ("404", "No shelf {shelf} {0}; No {0}, but {1:?}"),
            ("503", "The shop is closed"),
            ("418", "I'm a Teapot"),
            ("422", "Validation Error"),
        ]
    );
    let schema = |status: &str| {
        &responses[status]["content"]["application/json"]["schema"]["properties"]["detail"]
    };
    assert_eq!(
        schema("409"),
        &json!({ "title": "Detail", "type": "string" })
    );
    assert_eq!(schema("503"), &json!({ "title": "Detail" }));
}

#[post("/any", max_body_size = 4)]
async fn any(value: Value) -> Value {
    value
}

async fn unwritable(_: std::fmt::Error, _: Request) -> Value {
    json!("nothing to read")
}

async fn in_our_words(error: HttpError, _: Request) -> Value {
    json!({ "ours": error.detail() })
}

#[test]
fn a_body_that_is_too_large_is_answered_alike_whatever_other_errors_are_handled() {
    let routes = || App::new().routes(routes![any]);
    for app in [routes(), routes().on_error(unwritable)] {
        let response = TestClient::blocking(app).post("/any").json(&"12345").send();
        assert_eq!(
            (response.status().as_u16(), response.text().as_str()),
            (413, "Content Too Large")
        );
    }
}

#[test]
fn a_handler_that_says_no_status_leaves_an_error_of_the_body_its_own() {
    let app = App::new().routes(routes![any]).on_error(in_our_words);
    let response = TestClient::blocking(app).post("/any").json(&"12345").send();
    assert_eq!(
        (response.status().as_u16(), response.text().as_str()),
        (413, r#"{"ours":"Content Too Large"}"#)
    );
}

async fn fails(_: std::num::ParseIntError, request: Request) -> Result<Value> {
    match request.path_param("text") {
        Some("panic") => panic!("in the handler"),
        Some("teapot") => Err(HttpError::new(418, "Teapot").into()),
        _ => Err(std::io::Error::other("in the handler"))?,
    }
}

async fn sorry(_: HttpError, _: Request) -> Value {
    json!("sorry")
}

#[test]
fn an_error_of_a_handler_is_one_of_the_server() {
    let app = || App::new().routes(routes![question]).on_error(fails);
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    let with_500 = TestClient::blocking(app().on_status(status, sorry));
    let without = TestClient::blocking(app());
    for path in ["/question/x", "/question/panic"] {
        let response = with_500.get(path).send();
        assert_eq!(
            (response.status(), response.text().as_str()),
            (status, "\"sorry\"")
        );
        let response = without.get(path).send();
        assert_eq!(
            (response.status(), response.text().as_str()),
            (status, "Internal Server Error")
        );
    }
    assert_eq!(with_500.get("/question/teapot").send().status(), 418);
}

#[test]
fn the_document_shows_an_operations_own_error_rather_than_its_routers() {
    let gone = twinlane::response::AdditionalResponse::new(404).model::<u8>();
    let app = App::new().response(gone).routes(routes![trouble]);
    let document: Value = TestClient::blocking(app).get("/openapi.json").send().json();
    let shown = &document["paths"]["/trouble/{kind}"]["get"]["responses"]["404"];
    let schema = &shown["content"]["application/json"]["schema"];
    assert_eq!(schema["properties"]["detail"]["type"], "string");
}

async fn as_given(error: RequestValidationError, _: Request) -> Result<(), RequestValidationError> {
    Err(error)
}

async fn sorry_as_given(error: HttpError, _: Request) -> Result<(), HttpError> {
    Err(error)
}

#[test]
fn a_handler_that_returns_what_it_was_given_changes_nothing() {
    let app = || App::new().routes(routes![any, question, panic_on_loop]);
    let plain = TestClient::blocking(app());
    let handled = app()
        .on_error(as_given)
        .on_status(StatusCode::INTERNAL_SERVER_ERROR, sorry_as_given);
    let handled = TestClient::blocking(handled);
    for path in ["/question/x", "/panic/loop"] {
        let (expected, response) = (plain.get(path).send(), handled.get(path).send());
        assert_eq!(response.status(), 500, "{path}");
        assert_eq!(response.text(), expected.text(), "{path}");
    }
    let (expected, response) = (plain.post("/any").send(), handled.post("/any").send());
    assert_eq!(response.status(), 422);
    assert_eq!(response.text(), expected.text());
}

#[test]
fn neither_listing_nor_debug_shows_the_body() {
    let error = ErrorDetail::custom("weak", ["body", "password"], "Too weak", "***");
    let error = RequestValidationError::new(vec![error]).with_body(json!({ "password": "abc123" }));
    assert_eq!(
        error.to_string(),
        "1 validation error:\n  {'type': 'weak', 'loc': ('body', 'password'), 'msg': 'Too weak', 'input': '***'}"
    );
    assert!(!format!("{error:?}").contains("abc123"));
    assert_eq!(json!(error.body()), json!({ "password": "abc123" }));
}

#[get("/fails")]
async fn fails_with_200() -> Result<()> {
    Err(HttpError::new(200, "fine").into())
}

#[test]
fn one_kind_of_errors_has_one_handler() {
    async fn handled(error: HttpError, _: Request) -> Value {
        error.detail().clone()
    }
    async fn invalid(_: RequestValidationError, _: Request) -> Value {
        json!(1)
    }
    let app = || {
        let app = App::new().on_error(handled).on_error(invalid);
        app.on_status(StatusCode::NOT_FOUND, handled)
            .on_status(StatusCode::GONE, handled)
    };
    assert!(app().into_service().is_ok());
    for (twice, handled) in [
        (app().on_status(StatusCode::GONE, handled), "`410 Gone`"),
        (app().on_error(invalid), "RequestValidationError`"),
    ] {
        let report = twice.into_service().unwrap_err();
        assert_eq!(report.mistakes().len(), 1, "{report}");
        let report = report.to_string();
        assert!(
            report.contains("the application has two handlers of `"),
            "{report}"
        );
        assert!(report.contains(handled), "{report}");
        assert_eq!(report.matches("error.rs:").count(), 2, "{report}");
    }
}

/// As in FastAPI.
#[tokio::test]
async fn a_handler_of_200_is_for_errors_of_200() {
    async fn handled(_: HttpError, _: Request) -> &'static str {
        "handled"
    }
    let app = App::new()
        .routes(routes![fails_with_200, no_failure])
        .on_status(StatusCode::OK, handled);
    let client = TestClient::new(app);
    assert_eq!(client.get("/fails").await.text(), r#""handled""#);
    assert_eq!(client.get("/fine").await.text(), "1");
}

#[get("/fine")]
async fn no_failure() -> i64 {
    1
}
