//! Beside what `conformance` compares with Starlette's.

use tower_service::Service as _;
use twinlane::http;
use twinlane::middleware::{HttpsRedirect, TrustedHost};
use twinlane::prelude::*;
use twinlane::response::Body;
use twinlane::testing::TestClient;

#[get("/")]
async fn root() -> String {
    "root".to_owned()
}

#[tokio::test]
async fn the_authority_of_the_target_counts() {
    let app = App::new().routes(routes![root]);
    let app = app.middleware(TrustedHost::new(["example.com"]));
    let mut service = app.into_service().unwrap();
    for (target, host, status) in [
        ("http://evil.org/", "example.com", 400),
        ("http://example.com/", "evil.org", 200),
    ] {
        let request = http::Request::get(target).header("host", host);
        let request = request.body(Body::empty()).unwrap();
        let Ok(response) = service.call(request).await;
        assert_eq!(response.status(), status, "{target}");
    }
}

#[tokio::test]
async fn nothing_is_redirected_to_an_unknown_host() {
    let app = App::new()
        .routes(routes![root])
        .middleware(HttpsRedirect::new())
        .middleware(TrustedHost::new(["example.com"]));
    let client = TestClient::new(app);
    assert_eq!(
        client.get("/").header("host", "evil.org").await.status(),
        400
    );
    let response = client.get("/").header("host", "example.com:80").await;
    assert_eq!(response.header("location"), Some("https://example.com/"));
}

#[tokio::test]
async fn a_handshake_is_sent_to_wss() {
    let app = App::new()
        .routes(routes![root])
        .middleware(HttpsRedirect::new());
    let request = TestClient::new(app)
        .get("/")
        .header("host", "example.com:8000");
    let response = request.header("upgrade", "websocket").await;
    assert_eq!(response.header("location"), Some("wss://example.com:8000/"));
}
