//! Errors and panics, in every lane.

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
fn missing() -> Result<Value, HttpError> {
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
