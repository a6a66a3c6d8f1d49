//! The list of a request's errors is bounded, whatever a client sends.

use std::sync::atomic::{AtomicUsize, Ordering};

use twinlane::error::{ErrorLimits, FieldError, Mistake, RequestValidationError};
use twinlane::prelude::*;
use twinlane::testing::{BlockingClient, TestClient, TestResponse};
use twinlane::types::Bytes;

const MIB: usize = 1024 * 1024;

#[model(extra = "forbid")]
struct Wide {
    a: i64,
    b: i64,
    c: i64,
    d: i64,
    e: i64,
}

#[model]
struct Names {
    #[field(max_length = 2)]
    name: String,
    tags: Vec<i64>,
}

#[post("/wide")]
async fn wide(body: Wide) -> i64 {
    body.a
}

/// The body comes first in the signature, and last in the list.
#[post("/both")]
async fn both(body: Vec<i64>, #[query] filter: Wide, #[header] number: i64) -> usize {
    body.len() + usize::from(number == filter.a)
}

#[post("/form")]
async fn form(#[form] names: Names) -> usize {
    names.tags.len()
}

#[post("/files")]
async fn files(#[file(max_length = 5)] data: Bytes, photos: Vec<UploadFile>) -> usize {
    data.len() + photos.len()
}

#[dependency]
async fn numbers(body: Vec<i64>) -> usize {
    body.len()
}

#[dependency]
async fn truths(body: Vec<bool>) -> usize {
    body.len()
}

#[post("/depends")]
async fn depends(body: Vec<f64>, numbers: Depends<numbers>, truths: Depends<truths>) -> usize {
    body.len() + *numbers + *truths
}

#[post("/small", error_limits(max_response_size = 2048))]
async fn small(body: Vec<i64>) -> usize {
    body.len()
}

fn routes() -> Vec<twinlane::routing::Route> {
    routes![wide, both, form, files, depends, small]
}

fn client() -> BlockingClient {
    TestClient::blocking(App::new().routes(routes()))
}

fn post(client: &BlockingClient, path: &str, body: String) -> TestResponse {
    let request = client.post(path).header("content-type", "application/json");
    let response = request.body(body).send();
    assert_eq!(response.status(), 422);
    response
}

/// The kind and the location of each error.
fn errors(response: &TestResponse) -> Vec<(String, String)> {
    let body: Value = response.json();
    let errors = body["detail"].as_array().unwrap();
    let errors = errors.iter().map(|error| {
        let kind = error["type"].as_str().unwrap().to_owned();
        assert!(error["msg"].is_string() && error.get("input").is_some());
        (kind, error["loc"].to_string())
    });
    errors.collect()
}

fn last(response: &TestResponse) -> (String, String) {
    errors(response).pop().unwrap()
}

fn full(source: &str) -> (String, String) {
    ("too_many_errors".to_owned(), format!("[\"{source}\"]"))
}

fn texts(count: usize) -> String {
    format!("[{}]", vec!["\"x\""; count].join(","))
}

#[test]
fn a_large_input_is_named_not_shown() {
    let body = format!(r#"{{"x":"{}"}}"#, "y".repeat(3 * MIB));
    let response = post(&client(), "/wide", body);
    assert_eq!(errors(&response).len(), 6);
    assert!(response.bytes().len() < 3_000);
    let text = response.text();
    assert_eq!(
        text.matches("<an object of 1 key: over 65536 bytes, not shown>")
            .count(),
        5
    );
    assert!(text.contains("yyy... (3145728 bytes in all)"), "{text}");
}

#[test]
fn a_large_key_is_cut() {
    let body = format!(r#"{{"{}":1}}"#, "k".repeat(3 * MIB));
    let response = post(&client(), "/wide", body);
    assert!(response.bytes().len() < 3_000);
    let (kind, loc) = last(&response);
    assert_eq!(kind, "extra_forbidden");
    assert!(loc.contains("kkk... (3145728 bytes in all)"), "{loc}");
}

#[test]
fn a_list_that_is_full_ends_with_an_element_that_says_so() {
    let response = post(&client(), "/both?a=1", texts(200_000));
    let size = response.bytes().len();
    assert!((MIB - 1_000..=MIB).contains(&size), "{size}");
    let all = errors(&response);
    assert_eq!(all.last(), Some(&full("body")));
    // Errors found after the list was full are not reported.
    assert!(all.iter().all(|(_, loc)| loc.contains("body")));
    let response = post(&client(), "/both?a=1", texts(3));
    let sources: Vec<_> = errors(&response).into_iter().map(|(_, loc)| loc).collect();
    assert_eq!(sources[0], r#"["query","b"]"#);
    assert_eq!(sources[4], r#"["header","number"]"#);
    assert_eq!(sources[5], r#"["body",0]"#);
}

#[test]
fn dependencies_share_the_room() {
    let response = post(&client(), "/depends", texts(100_000));
    assert!(response.bytes().len() <= MIB);
    let full_ones = errors(&response)
        .into_iter()
        .filter(|error| *error == full("body"));
    assert_eq!(full_ones.count(), 1);
    assert_eq!(last(&response), full("body"));
    let kinds: Vec<_> = errors(&post(&client(), "/depends", texts(1)));
    assert_eq!(kinds.len(), 3);
}

#[test]
fn forms_files_and_texts_of_parts_are_cut() {
    let client = client();
    let long = "z".repeat(MIB / 2);
    let fields = [("name", long.as_str()), ("tags", long.as_str())];
    let response = client.post("/form").form(fields).send();
    assert_eq!(response.status(), 422);
    assert!(response.bytes().len() < 4_000);
    assert_eq!(errors(&response).len(), 2);

    let request = client.post("/files").file("data", "d.bin", long.clone());
    let response = request.form([("photos", long.as_str())]).send();
    assert_eq!(response.status(), 422);
    assert!(response.bytes().len() < 4_000);
    assert_eq!(response.text().matches("(524288 bytes in all)").count(), 2);
}

#[test]
fn the_innermost_limit_counts() {
    let size = |app: App, path| {
        let response = post(&TestClient::blocking(app), path, texts(50_000));
        assert_eq!(last(&response), full("body"));
        response.bytes().len()
    };
    let app = || App::new().error_limits(ErrorLimits::new().max_response_size(8_192));
    let router = || Router::new().routes(routes());
    let of_router = ErrorLimits::new()
        .max_response_size(4_096)
        .max_input_size(200);
    for (app, path, most) in [
        (app().router(router()), "/depends", 8_192),
        (
            app().router(router().error_limits(of_router)),
            "/depends",
            4_096,
        ),
        (
            app().router(router().error_limits(of_router)),
            "/small",
            2_048,
        ),
    ] {
        let size = size(app, path);
        assert!(size <= most && size > most / 3, "{size} {most}");
    }
}

#[test]
fn a_limit_without_room_keeps_the_application_from_starting() {
    let limits = ErrorLimits::new().max_input_size(127);
    let error = App::new()
        .error_limits(limits)
        .routes(routes![wide, small])
        .into_service();
    let error = error.err().unwrap();
    assert_eq!(error.mistakes().len(), 2);
    assert!(matches!(error.mistakes()[0], Mistake::Answer { .. }));
    let said = "`max_input_size` of `error_limits` is 127: it is at least 128";
    assert!(error.to_string().contains(said), "{error}");
}

#[test]
fn a_handler_sees_the_same_list() {
    async fn invalid(error: RequestValidationError, _: Request) -> (StatusCode, Value) {
        let errors = error.errors();
        let last = errors.last().unwrap();
        (
            StatusCode::BAD_REQUEST,
            json!([errors.len(), last.kind, last.loc.len()]),
        )
    }
    let app = App::new().routes(routes()).on_error(invalid);
    let request = TestClient::blocking(app).post("/wide");
    let keys: Vec<String> = (0..100_000).map(|key| format!("\"{key}\":1")).collect();
    let body = format!("{{{}}}", keys.join(","));
    let response = request
        .header("content-type", "application/json")
        .body(body)
        .send();
    let [count, kind, steps]: [Value; 3] = response.json();
    assert!(
        (1_000..20_000).contains(&count.as_u64().unwrap()),
        "{count}"
    );
    assert_eq!((kind, steps), (json!("too_many_errors"), json!(1)));
}

static LOOKED_AT: AtomicUsize = AtomicUsize::new(0);

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "a check borrows its value"
)]
fn refuse(_: &i64) -> Result<(), FieldError> {
    LOOKED_AT.fetch_add(1, Ordering::Relaxed);
    Err(FieldError::value("no"))
}

#[model]
struct Refused(#[field(check = refuse)] i64);

#[test]
fn nothing_is_looked_at_when_the_list_is_full() {
    #[post("/")]
    async fn read(body: Vec<Refused>, _again: Depends<again>) -> usize {
        body.len()
    }
    #[dependency]
    async fn again(body: Vec<Refused>) -> usize {
        body.len()
    }
    let client = TestClient::blocking(App::new().routes(routes![read]));
    let response = post(&client, "/", format!("[{}]", vec!["1"; 100_000].join(",")));
    let count = errors(&response).len();
    // For each of the two: the first by the fast pass, and one for which there was no room.
    assert!(LOOKED_AT.load(Ordering::Relaxed) <= count + 3);
    assert!(count < 20_000);
}
