//! Path and query parameters.

use twinlane::prelude::*;
use twinlane::testing::{BlockingClient, TestClient};

#[model]
#[derive(Debug)]
enum Colour {
    #[field(rename = "red")]
    Red,
    #[field(rename = "sky-blue")]
    SkyBlue,
}

#[model]
struct ItemId(i64);

type Page = u32;

#[get("/widths/{a}/{b}")]
async fn widths(a: i8, b: u64, c: Option<i128>, d: Option<u16>) -> Value {
    json!([a, b, c.map(|c| c.to_string()), d])
}

#[get("/kinds/{id}/{colour}")]
fn kinds(id: ItemId, colour: Colour, page: Page, ratio: f64, on: bool, name: String) -> Value {
    json!([id.0, format!("{colour:?}"), page, ratio, on, name])
}

#[get("/lists")]
async fn lists(
    #[query] tags: Vec<String>,
    #[query(alias = "n")] numbers: Option<Vec<i64>>,
) -> Value {
    json!({ "tags": tags, "numbers": numbers })
}

#[get("/options/{item_id}")]
async fn options(
    #[path(ge = 1, le = 1000)] item_id: i64,
    #[query(alias = "item-query", min_length = 3)] q: Option<String>,
    #[query(default = 10, gt = 0)] limit: u32,
) -> Value {
    json!([item_id, q, limit])
}

fn client() -> BlockingClient {
    TestClient::blocking(App::new().routes(routes![widths, kinds, lists, options]))
}

#[track_caller]
fn answers(path: &str, expected: &Value) {
    let response = client().get(path).send();
    assert_eq!(response.status(), 200, "{}", response.text());
    assert_eq!(&response.json::<Value>(), expected);
}

/// Checks a 422: the type and the location of every error, in order.
#[track_caller]
fn refuses(path: &str, expected: &Value) {
    let response = client().get(path).send();
    assert_eq!(response.status(), 422, "{}", response.text());
    let body: Value = response.json();
    let errors = body["detail"].as_array().expect("a list of errors");
    let errors: Vec<Value> = errors
        .iter()
        .map(|error| json!([error["type"], error["loc"]]))
        .collect();
    assert_eq!(&Value::from(errors), expected);
}

#[test]
fn every_width_of_an_integer_is_read() {
    answers(
        "/widths/-128/18446744073709551615?c=170141183460469231731687303715884105727&d=65535",
        &json!([
            -128,
            18_446_744_073_709_551_615_u64,
            "170141183460469231731687303715884105727",
            65535
        ]),
    );
}

#[test]
fn a_number_that_does_not_fit_its_width_is_refused() {
    refuses(
        "/widths/128/-1?d=65536",
        &json!([
            ["less_than_equal", ["path", "a"]],
            ["greater_than_equal", ["path", "b"]],
            ["less_than_equal", ["query", "d"]],
        ]),
    );
}

#[test]
fn a_newtype_an_alias_and_an_enum_are_scalars() {
    answers(
        "/kinds/7/sky-blue?page=2&ratio=1e3&on=yes&name=",
        &json!([7, "SkyBlue", 2, 1000.0, true, ""]),
    );
}

#[test]
fn texts_are_coerced_as_pydantic_does() {
    answers(
        "/kinds/%201_0.0%20/red?page=1.0&ratio=inf&on=T&name=%C3%A9",
        &json!([10, "Red", 1, null, true, "é"]),
    );
}

#[test]
fn every_error_is_told_path_first() {
    refuses(
        "/kinds/x/blue?ratio=x&on=2",
        &json!([
            ["int_parsing", ["path", "id"]],
            ["enum", ["path", "colour"]],
            ["missing", ["query", "page"]],
            ["float_parsing", ["query", "ratio"]],
            ["bool_parsing", ["query", "on"]],
            ["missing", ["query", "name"]],
        ]),
    );
}

#[test]
fn the_last_of_repeated_scalars_counts() {
    answers("/options/1?limit=1&limit=2", &json!([1, null, 2]));
}

#[test]
fn a_list_takes_every_value_of_its_key() {
    answers(
        "/lists?tags=a&n=1&tags=b&n=2",
        &json!({ "tags": ["a", "b"], "numbers": [1, 2] }),
    );
    answers("/lists?tags=", &json!({ "tags": [""], "numbers": null }));
}

#[test]
fn an_error_in_a_list_names_its_place() {
    refuses(
        "/lists?n=1&n=x",
        &json!([
            ["missing", ["query", "tags"]],
            ["int_parsing", ["query", "n", 1]]
        ]),
    );
}

#[test]
fn options_are_kept() {
    answers("/options/1000?item-query=lamp", &json!([1000, "lamp", 10]));
    refuses(
        "/options/0?item-query=ab&limit=0",
        &json!([
            ["greater_than_equal", ["path", "item_id"]],
            ["string_too_short", ["query", "item-query"]],
            ["greater_than", ["query", "limit"]],
        ]),
    );
}

#[test]
fn an_operation_is_still_a_function() {
    assert_eq!(
        kinds(ItemId(1), Colour::Red, 1, 0.5, false, "x".to_owned()),
        json!([1, "Red", 1, 0.5, false, "x"])
    );
}

#[get("/sent")]
async fn sent(
    #[query] q: Vec<String>,
    #[cookie] one: String,
    #[cookie] two: String,
    response: &mut ResponseParts,
) -> Value {
    response.set_cookie(("seen", "first"));
    response.set_cookie(("seen", "last"));
    json!([q, one, two])
}

#[test]
fn a_test_says_its_query_and_cookies_as_they_are() {
    let client = TestClient::blocking(App::new().routes(routes![sent]));
    let request = client.get("/sent?q=a").query([("q", "b &c"), ("q", "é=+")]);
    let response = request.cookie("one", "1").cookie("two", "2").send();
    assert_eq!(response.text(), r#"[["a","b &c","é=+"],"1","2"]"#);
    assert_eq!(response.cookie("seen"), Some("last"));
    assert_eq!(response.cookie("other"), None);
}
