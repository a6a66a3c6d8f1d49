//! Beside what `conformance` compares with Starlette's.

use twinlane::Response;
use twinlane::http::{HeaderValue, Method};
use twinlane::prelude::*;
use twinlane::response::Body;
use twinlane::testing::{TestClient, TestResponse};

#[get("/panics")]
async fn panics() {
    panic!("a bug");
}

#[get("/switch")]
async fn switch() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let protocol = HeaderValue::from_static("websocket");
    response.headers_mut().insert("upgrade", protocol);
    response
}

fn client(cors: Cors) -> TestClient {
    TestClient::new(App::new().routes(routes![panics, switch]).middleware(cors))
}

fn allowed(response: &TestResponse) -> Option<&str> {
    response.header("access-control-allow-origin")
}

#[tokio::test]
async fn a_page_can_read_every_error() {
    let client = client(Cors::new().allow_origin("https://example.com"));
    for (path, status) in [("/panics", 500), ("/nowhere", 404), ("/panics?", 500)] {
        let response = client
            .get(path)
            .header("origin", "https://example.com")
            .await;
        assert_eq!(response.status(), status, "{path}");
        assert_eq!(allowed(&response), Some("https://example.com"), "{path}");
    }
}

#[tokio::test]
async fn a_switch_of_protocols_is_left_alone() {
    let client = client(Cors::new().allow_any_origin());
    let response = client
        .get("/switch")
        .header("origin", "https://example.com")
        .await;
    assert_eq!(response.status(), 101);
    assert_eq!((allowed(&response), response.header("vary")), (None, None));
}

#[tokio::test]
async fn a_preflight_runs_nothing() {
    let client = client(
        Cors::new()
            .allow_origins(["https://example.com"])
            .allow_any_method(),
    );
    let preflight = client
        .request(Method::OPTIONS, "/panics")
        .header("origin", "https://example.com")
        .header("access-control-request-method", "GET")
        .await;
    assert_eq!(
        (preflight.status(), preflight.text()),
        (StatusCode::OK, "OK".to_owned())
    );
}
