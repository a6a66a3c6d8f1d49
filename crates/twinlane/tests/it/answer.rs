//! What can be returned, and what is sent.

use twinlane::http::StatusCode;
use twinlane::prelude::*;
use twinlane::testing::TestClient;
use twinlane::{Body, Response};

#[model]
struct Item {
    #[field(alias = "itemName")]
    name: String,
    price: f64,
}

#[get("/nothing")]
async fn nothing() {}

#[get("/option")]
async fn option() -> Option<Item> {
    None
}

#[get("/items", status = 201)]
fn items() -> Vec<Item> {
    vec![Item {
        name: "Lamp".to_owned(),
        price: f64::NAN,
    }]
}

#[get("/whole")]
async fn whole() -> Response {
    let mut response = Response::new(Body::from("whole"));
    *response.status_mut() = StatusCode::ACCEPTED;
    response
}

#[get("/result")]
fn result() -> Result<String> {
    Ok(char::from_u32(0xe9).or_404("no such letter")?.to_string())
}

#[track_caller]
fn check(path: &str, status: u16, body: &str) {
    let client =
        TestClient::blocking(App::new().routes(routes![nothing, option, items, whole, result]));
    let response = client.get(path).send();
    assert_eq!(
        (response.status().as_u16(), response.text().as_str()),
        (status, body)
    );
}

#[test]
fn every_kind_of_answer_is_sent() {
    check("/nothing", 200, "null");
    check("/option", 200, "null");
    check("/items", 201, r#"[{"itemName":"Lamp","price":null}]"#);
    check("/whole", 202, "whole");
    check("/result", 200, "\"é\"");
}
