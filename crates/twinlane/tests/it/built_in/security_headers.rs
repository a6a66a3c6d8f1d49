//! Headers that say what browsers may do with a response.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use twinlane::Settings;
use twinlane::middleware::{CspNonce, Frames, SecurityHeaders};
use twinlane::parameter::Extension;
use twinlane::prelude::*;
use twinlane::testing::{BlockingClient, TestClient, TestServer};

#[get("/items/{id}")]
async fn read(id: i64) -> Result<i64> {
    match id {
        1 => Ok(1),
        2 => Err(twinlane::Error::msg("lost")),
        _ => Err(HttpError::new(404, "No such item").into()),
    }
}

#[get("/panics")]
fn panics() {
    panic!("of a thread")
}

#[get("/framed")]
async fn framed(parts: &mut ResponseParts) -> String {
    parts.set_header("x-frame-options", "SAMEORIGIN");
    parts.set_header("content-security-policy", "frame-ancestors 'self'");
    "framed".to_owned()
}

#[get("/nonce")]
async fn nonce(nonce: Extension<CspNonce>) -> String {
    nonce.to_string()
}

fn client(headers: SecurityHeaders) -> BlockingClient {
    let app = App::new().routes(routes![read, panics, framed, nonce]);
    TestClient::blocking(app.middleware(headers))
}

#[test]
fn every_response_has_them() {
    let client = client(SecurityHeaders::new());
    for (path, status) in [
        ("/items/1", 200),
        ("/items/2", 500),
        ("/items/3", 404),
        ("/items/x", 422),
        ("/items/1/", 307),
        ("/panics", 500),
        ("/nowhere", 404),
        ("/docs", 200),
        ("/openapi.json", 200),
    ] {
        let response = client.get(path).follow_redirects(false).send();
        assert_eq!(response.status(), status, "{path}");
        for (name, value) in [
            ("content-security-policy", "frame-ancestors 'none'"),
            ("cross-origin-resource-policy", "same-origin"),
            ("referrer-policy", "strict-origin-when-cross-origin"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
        ] {
            assert_eq!(response.header(name), Some(value), "{path} {name}");
        }
        assert_eq!(response.header("strict-transport-security"), None);
    }
}

#[test]
fn what_an_operation_says_counts() {
    let client = client(SecurityHeaders::new());
    let response = client.get("/framed").send();
    assert_eq!(response.header("x-frame-options"), Some("SAMEORIGIN"));
    let policy = response.header("content-security-policy");
    assert_eq!(policy, Some("frame-ancestors 'self'"));
    assert_eq!(response.header("x-content-type-options"), Some("nosniff"));
}

#[test]
fn each_response_has_a_nonce_of_its_own() {
    let headers = SecurityHeaders::new().content_security_policy("script-src 'nonce-{nonce}'");
    let client = client(headers.frames(Frames::SameOrigin));
    let nonces = [(), ()].map(|()| {
        let response = client.get("/nonce").send();
        let nonce: String = response.json();
        let policy = format!("script-src 'nonce-{nonce}'; frame-ancestors 'self'");
        assert_eq!(
            response.header("content-security-policy"),
            Some(policy.as_str())
        );
        nonce
    });
    assert!(
        nonces[0].len() == 64 && nonces[0] != nonces[1],
        "{nonces:?}"
    );
}

#[test]
fn the_pages_of_the_framework_go_on_working() {
    let headers = SecurityHeaders::new().content_security_policy("default-src 'none'");
    let client = client(headers);
    for path in ["/docs", "/docs/oauth2-redirect", "/redoc"] {
        let response = client.get(path).send();
        if path != "/docs" && response.status() == 404 {
            continue;
        }
        assert_eq!(response.status(), 200, "{path}");
        let policy = response.header("content-security-policy");
        assert_eq!(policy, Some("frame-ancestors 'none'"), "{path}");
        assert_eq!(
            response.header("cross-origin-opener-policy"),
            None,
            "{path}"
        );
    }
    let policy = client.get("/items/1").send();
    let policy = policy.header("content-security-policy").map(str::to_owned);
    assert_eq!(
        policy.as_deref(),
        Some("default-src 'none'; frame-ancestors 'none'")
    );
}

#[dependency]
async fn operator() -> Result<()> {
    Ok(())
}

#[test]
fn the_page_of_the_lanes_goes_on_working() {
    let app = App::new()
        .lanes_page("/_lanes", dependencies![operator])
        .middleware(SecurityHeaders::new().content_security_policy("default-src 'none'"));
    let response = TestClient::blocking(app).get("/_lanes").send();
    let policy = response.header("content-security-policy");
    assert_eq!(policy, Some("frame-ancestors 'none'"));
    assert_eq!(
        response.header("content-type"),
        Some("text/html; charset=utf-8")
    );
}

/// The head of the response to a request that a proxy passes on.
async fn head(server: &TestServer, headers: &str) -> String {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    let request = format!("GET /items/1 HTTP/1.1\r\nconnection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    assert!(response.starts_with("HTTP/1.1 200"), "{response}");
    response
}

#[tokio::test]
async fn hsts_is_sent_where_a_trusted_proxy_says_https() {
    const HTTPS: &str = "x-forwarded-proto: https\r\n";
    for (ips, is_sent) in [("127.0.0.1", true), ("10.0.0.1", false)] {
        let app = App::new().routes(routes![read]);
        let app = app.middleware(SecurityHeaders::new());
        let settings = Settings::default().forwarded_allow_ips(ips.parse().unwrap());
        let server = TestServer::start_with(app, &settings).await.unwrap();
        for (headers, is_sent) in [
            (format!("host: a.example\r\n{HTTPS}"), is_sent),
            (format!("host: localhost:8000\r\n{HTTPS}"), false),
            ("host: a.example\r\n".to_owned(), false),
        ] {
            let head = head(&server, &headers).await;
            let header = "strict-transport-security: max-age=31536000\r\n";
            assert_eq!(head.contains(header), is_sent, "{headers}");
            assert_eq!(head.contains("strict-transport"), is_sent, "{headers}");
        }
    }
}
