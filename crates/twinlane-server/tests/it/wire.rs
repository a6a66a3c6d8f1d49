//! Requests as they arrive on the wire, from the list of Uvicorn's behaviours: the status of each, here and there.

use twinlane_server::Settings;

use crate::client::Running;

/// A request without its end, Uvicorn's status with httptools, and ours.
#[rustfmt::skip]
const ROWS: &[(&str, u16, u16)] = &[
    // Not HTTP.
    ("nonsense\r\n", 400, 400),
    ("GET /\r\nhost: a\r\n", 200, 400),
    ("GET / HTTP/1.1\r\nhost: a\r\nx : 1\r\n", 400, 400),
    ("GET / HTTP/1.1\r\nhost: a\r\nx: 1\r\n folded\r\n", 400, 400),
    ("GET / HTTP/1.1\r\nhost: a\r\nx: a\0b\r\n", 400, 400),
    ("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\ncontent-length: 1\r\n", 400, 400),
    ("POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: gzip\r\n", 400, 400),
    ("CONNECT a:80 HTTP/1.1\r\nhost: a:80\r\n", 400, 400),
    // hyper reads these: "What is not quite HTTP" in docs/differences.md.
    ("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\ncontent-length: 0\r\n", 400, 200),
    ("FOO / HTTP/1.1\r\nhost: a\r\n", 400, 200),
    ("GET /caf\u{e9} HTTP/1.1\r\nhost: a\r\n", 400, 200),
    // RFC 9112 has them refused.
    ("GET / HTTP/1.1\r\n", 200, 400),
    ("GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n", 200, 400),
    ("GET / HTTP/2.0\r\nhost: a\r\n", 200, 400),
    // Both answer the same.
    ("GET / HTTP/1.0\r\n", 200, 200),
    ("QUERY / HTTP/1.1\r\nhost: a\r\n", 200, 200),
    ("GET http://b/absolute HTTP/1.1\r\nhost: a\r\n", 200, 200),
    ("GET /a#fragment HTTP/1.1\r\nhost: a\r\n", 200, 200),
];

#[tokio::test]
async fn each_row_of_the_wire_has_its_status() {
    let server = Running::start(Settings::default()).await;
    for (request, uvicorns, ours) in ROWS {
        let mut client = server.connect().await;
        client
            .send(&format!("{request}connection: close\r\n\r\n"))
            .await;
        let response = client.read_to_end().await;
        let status = response.split(' ').nth(1).unwrap_or_default();
        assert_eq!(
            status,
            ours.to_string(),
            "Uvicorn's {uvicorns}: {request:?}: {response}"
        );
    }
}

#[tokio::test]
async fn a_line_feed_alone_ends_a_line_too() {
    let server = Running::start(Settings::default()).await;
    let mut client = server.connect().await;
    client
        .send("GET /lf HTTP/1.1\nhost: a\nconnection: close\n\n")
        .await;
    let response = client.read_to_end().await;
    assert!(response.starts_with("HTTP/1.1 200 "), "{response}");
}

#[tokio::test]
async fn an_http_1_0_connection_is_closed_unless_it_is_to_be_kept() {
    let server = Running::start(Settings::default()).await;
    let mut client = server.connect().await;
    client.send("GET /a HTTP/1.0\r\n\r\n").await;
    let response = client.read_to_end().await;
    assert!(response.starts_with("HTTP/1.0 200 OK\r\n"), "{response}");
}

#[tokio::test]
async fn a_head_has_the_headers_and_no_body() {
    let server = Running::start(Settings::default()).await;
    let mut client = server.connect().await;
    client
        .send("HEAD /head HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
        .await;
    let response = client.read_to_end().await;
    assert!(
        response.starts_with("HTTP/1.1 200 OK\r\n") && response.ends_with("\r\n\r\n"),
        "{response}"
    );
    assert!(response.contains("content-length: 5\r\n"), "{response}");
    assert!(!response.contains("transfer-encoding"), "{response}");
}

#[tokio::test]
async fn a_body_that_is_never_asked_for_is_not_told_to_continue() {
    let server = Running::start(Settings::default()).await;
    let mut client = server.connect().await;
    client
        .send("POST /unread HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 3\r\nconnection: close\r\n\r\n")
        .await;
    let response = client.read_to_end().await;
    assert!(response.starts_with("HTTP/1.1 200 OK\r\n"), "{response}");
}
