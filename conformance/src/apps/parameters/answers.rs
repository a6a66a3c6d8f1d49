//! Answers: statuses, return types, errors, and what the document says of them.

use twinlane::Error;
use twinlane::http::{HeaderValue, StatusCode, header};
use twinlane::prelude::*;

use super::path::Colour;

#[model]
struct Person {
    name: String,
    age: Option<i64>,
    #[field(default = Vec::new())]
    colours: Vec<Colour>,
}

pub(super) fn router() -> Router {
    Router::new()
        .prefix("/answers")
        .tags(["answers"])
        .routes(routes![
            answer_created,
            answer_no_content,
            answer_not_modified,
            answer_teapot_status,
            answer_documented,
            answer_docstring,
            answer_hidden,
        ])
        .routes(routes![
            answer_null,
            answer_text,
            answer_int,
            answer_float,
            answer_floats,
            answer_bool,
            answer_optional,
            answer_list,
            answer_enum,
            answer_person,
            answer_people,
            answer_maybe_person,
            answer_values,
        ])
        .routes(routes![
            answer_missing,
            answer_teapot,
            answer_phrase,
            answer_unauthorized,
            answer_bodiless,
            answer_error,
            answer_error_in_thread,
            answer_panic,
            answer_panic_in_thread,
        ])
}

#[post("/created", status = 201)]
async fn answer_created() -> Value {
    json!({ "created": true })
}

#[delete("/no-content", status = 204)]
async fn answer_no_content() {}

#[get("/not-modified", status = 304)]
fn answer_not_modified() {}

#[get("/teapot-status", status = 418)]
async fn answer_teapot_status() -> Value {
    json!({ "teapot": true })
}

/// Not this.
#[get(
    "/documented",
    tags = ["documented"],
    summary = "A summary of its own",
    description = "A description of its own.",
    response_description = "The answer",
    operation_id = "documentedOperation",
    deprecated,
)]
async fn answer_documented() -> Value {
    json!({})
}

/// The first line.
///
/// - a list
/// - of **two**
#[get("/docstring", response_description = "Only this")]
async fn answer_docstring() -> Value {
    json!({})
}

#[get("/hidden", hidden)]
async fn answer_hidden() -> Value {
    json!({ "hidden": true })
}

#[get("/null")]
async fn answer_null() {}

#[get("/text")]
async fn answer_text() -> String {
    "é ☃ 😀 \"quoted\" \\ \n \u{1} \u{7f} \u{2028} </script>".to_owned()
}

#[get("/int")]
fn answer_int() -> i64 {
    i64::MIN
}

#[get("/float")]
async fn answer_float() -> f64 {
    1e-7
}

#[get("/floats")]
async fn answer_floats() -> Vec<f64> {
    vec![
        0.0,
        -0.0,
        1.0,
        0.1,
        1e16,
        1e22,
        1e-7,
        123_456_789.125,
        f64::MAX,
        5e-324,
    ]
}

#[get("/bool")]
async fn answer_bool() -> bool {
    false
}

#[get("/optional")]
async fn answer_optional(#[query(default = false)] some: bool) -> Option<String> {
    some.then(|| "some".to_owned())
}

#[get("/list")]
async fn answer_list() -> Vec<i64> {
    vec![1, 2, 3]
}

#[get("/enum")]
async fn answer_enum() -> Colour {
    Colour::SkyBlue
}

#[get("/person")]
async fn answer_person() -> Person {
    Person {
        name: "Ada".to_owned(),
        age: None,
        colours: vec![],
    }
}

#[get("/people")]
fn answer_people(#[query(default = 2)] count: i64) -> Vec<Person> {
    (0..count)
        .map(|n| Person {
            name: format!("P{n}"),
            age: Some(n),
            colours: vec![Colour::Red],
        })
        .collect()
}

#[get("/maybe-person")]
fn answer_maybe_person(found: bool) -> Option<Person> {
    found.then(|| Person {
        name: "Ada".to_owned(),
        age: Some(36),
        colours: vec![],
    })
}

#[get("/values")]
async fn answer_values() -> Value {
    json!({ "floats": [1.0, 0.1, 1e16, 1e-7], "null": null, "nested": { "a": [{ "b": [] }] }, "é": "ü" })
}

#[get("/missing/{name}")]
async fn answer_missing(name: String) -> Result<Value> {
    Err(HttpError::new(404, format!("No {name} here")).into())
}

#[get("/teapot")]
fn answer_teapot() -> Result<Value, HttpError> {
    Err(HttpError::new(
        418,
        json!({ "short": true, "stout": [1, 2.5, null] }),
    ))
}

#[get("/phrase")]
async fn answer_phrase() -> Result<Value> {
    Err(HttpError::from_status(StatusCode::FORBIDDEN).into())
}

#[get("/unauthorized")]
async fn answer_unauthorized() -> Result<Value> {
    let bearer = HeaderValue::from_static("Bearer");
    Err(HttpError::new(401, "Who are you?")
        .header(header::WWW_AUTHENTICATE, bearer)
        .into())
}

#[get("/bodiless/{status}")]
async fn answer_bodiless(status: u16) -> Result<Value> {
    Err(HttpError::new(status, "not shown").into())
}

#[get("/error")]
async fn answer_error() -> Result<Value> {
    Err(Error::msg("the secret of the event loop"))
}

#[get("/error-in-thread")]
fn answer_error_in_thread() -> Result<Value> {
    Err(std::io::Error::other("the secret of the thread").into())
}

#[get("/panic")]
async fn answer_panic() -> Value {
    panic!("the event loop panics")
}

#[get("/panic-in-thread")]
fn answer_panic_in_thread() -> Value {
    panic!("the thread panics")
}
