//! The JSON body.

use twinlane::prelude::*;
use twinlane::testing::{BlockingClient, TestClient, TestResponse};

#[model]
struct Image {
    url: String,
    #[field(ge = 1)]
    width: u32,
}

#[model]
struct Item {
    name: String,
    price: f64,
    #[field(default = "none")]
    note: String,
    images: Option<Vec<Image>>,
    parts: Option<Vec<Item>>,
}

#[post("/items")]
async fn create(item: Item) -> Item {
    item
}

#[put("/items/{item_id}")]
fn update(item: Option<Item>, item_id: i64, q: i64) -> Value {
    json!([item_id, q, item.map(|item| item.name)])
}

#[post("/names")]
async fn names(names: Vec<String>) -> usize {
    names.len()
}

#[post("/number")]
async fn number(#[body] number: i64) -> i64 {
    number
}

#[post("/any")]
async fn any(value: Value) -> Value {
    value
}

fn client() -> BlockingClient {
    TestClient::blocking(App::new().routes(routes![create, update, names, number, any]))
}

fn post(path: &str, body: impl Into<Vec<u8>>) -> TestResponse {
    client()
        .post(path)
        .header("content-type", "application/json")
        .body(body.into())
        .send()
}

#[track_caller]
fn check(response: &TestResponse, status: u16, body: &Value) {
    assert_eq!(
        (response.status().as_u16(), &response.json::<Value>()),
        (status, body)
    );
}

fn syntax_error(position: usize, error: &str) -> Value {
    json!({ "detail": [{
        "type": "json_invalid", "loc": ["body", position], "msg": "JSON decode error", "input": {}, "ctx": { "error": error },
    }]})
}

#[test]
fn a_model_is_read_and_written() {
    let response = post(
        "/items",
        r#"{"name": "Lamp", "price": "3", "parts": [{"name": "Bulb", "price": 1, "extra": 1}]}"#,
    );
    let bulb =
        json!({ "name": "Bulb", "price": 1.0, "note": "none", "images": null, "parts": null });
    let lamp =
        json!({ "name": "Lamp", "price": 3.0, "note": "none", "images": null, "parts": [bulb] });
    check(&response, 200, &lamp);
}

#[test]
fn every_error_has_its_place_and_input() {
    let response = post(
        "/items",
        r#"{"price": null, "images": [{"url": 1, "width": 0}, 5]}"#,
    );
    let input = json!({ "price": null, "images": [{ "url": 1, "width": 0 }, 5] });
    check(
        &response,
        422,
        &json!({ "detail": [
            { "type": "missing", "loc": ["body", "name"], "msg": "Field required", "input": input },
            { "type": "float_type", "loc": ["body", "price"], "msg": "Input should be a valid number", "input": null },
            { "type": "string_type", "loc": ["body", "images", 0, "url"], "msg": "Input should be a valid string", "input": 1 },
            { "type": "greater_than_equal", "loc": ["body", "images", 0, "width"],
              "msg": "Input should be greater than or equal to 1", "input": 0, "ctx": { "ge": 1 } },
            { "type": "model_attributes_type", "loc": ["body", "images", 1],
              "msg": "Input should be a valid dictionary or object to extract fields from", "input": 5 },
        ]}),
    );
}

#[test]
fn errors_of_the_body_come_after_those_of_the_path_and_query() {
    let response = client().put("/items/x?q=y").json(&json!([])).send();
    let body: Value = response.json();
    let places: Vec<&Value> = body["detail"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| &error["loc"])
        .collect();
    assert_eq!(
        places,
        [
            &json!(["path", "item_id"]),
            &json!(["query", "q"]),
            &json!(["body"])
        ]
    );
}

#[test]
fn an_optional_body_may_be_absent_or_null() {
    check(
        &client().put("/items/1?q=2").send(),
        200,
        &json!([1, 2, null]),
    );
    check(
        &client().put("/items/1?q=2").json(&json!(null)).send(),
        200,
        &json!([1, 2, null]),
    );
}

#[test]
fn malformed_json_is_told_in_pythons_words() {
    check(
        &post("/items", "{\"a\": "),
        422,
        &syntax_error(6, "Expecting value"),
    );
    check(
        &post("/items", "{\"é\" 1}"),
        422,
        &syntax_error(5, "Expecting ':' delimiter"),
    );
    check(&post("/items", "{} x"), 422, &syntax_error(3, "Extra data"));
    check(
        &post("/items", "{a}"),
        422,
        &syntax_error(1, "Expecting property name enclosed in double quotes"),
    );
}

#[test]
fn malformed_json_ends_the_request_before_other_errors() {
    let response = client()
        .put("/items/x")
        .header("content-type", "application/json")
        .body("{")
        .send();
    check(
        &response,
        422,
        &syntax_error(1, "Expecting property name enclosed in double quotes"),
    );
}

#[test]
fn what_cannot_be_read_at_all_is_a_400() {
    let unreadable = json!({ "detail": "There was an error parsing the body" });
    check(&post("/items", vec![b'"', 0xff, b'"']), 400, &unreadable);
    check(&post("/items", "[".repeat(100_000)), 400, &unreadable);
    check(&post("/any", r#"{"a":"#.repeat(100_000)), 400, &unreadable);
}

#[test]
fn a_body_that_is_not_sent_as_json_is_a_text() {
    let response = client()
        .post("/items")
        .header("content-type", "text/plain")
        .body("{}")
        .send();
    let error = json!({
        "type": "model_attributes_type", "loc": ["body"], "input": "{}",
        "msg": "Input should be a valid dictionary or object to extract fields from",
    });
    check(&response, 422, &json!({ "detail": [error] }));
    check(&client().post("/number").body("5").send(), 200, &json!(5));
}

#[test]
fn any_json_type_of_any_spelling_is_json() {
    for content_type in [
        "application/vnd.api+json",
        "APPLICATION/JSON",
        "application/json; charset=latin-1",
    ] {
        let response = client()
            .post("/names")
            .header("content-type", content_type)
            .body("[\"a\"]")
            .send();
        check(&response, 200, &json!(1));
    }
}

#[test]
fn the_last_of_duplicate_keys_counts() {
    let response = post("/items", r#"{"name": 1, "name": "Lamp", "price": 1}"#);
    assert_eq!(response.json::<Value>()["name"], "Lamp");
}

#[test]
fn a_list_is_no_model() {
    assert_eq!(
        post("/items", r#"["Lamp", 1, "none", null, null]"#).status(),
        422
    );
}

#[test]
fn a_body_over_the_limit_is_a_413() {
    let settings = twinlane::Settings::default().max_body_size(10);
    let service = App::new()
        .routes(routes![any])
        .into_service_with(&settings)
        .unwrap();
    let client = TestClient::of(service);
    let response = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(async { client.post("/any").json(&"01234567890").await });
    assert_eq!(
        (response.status().as_u16(), response.text()),
        (413, "Content Too Large".to_owned())
    );
}
