//! What is answered, and what is refused.

use std::fmt::Write as _;
use std::time::Duration;

use twinlane_server::Settings;

use crate::client::Running;

#[tokio::test]
async fn a_connection_is_kept() {
    let server = Running::start(Settings::default()).await;
    let mut client = server.connect().await;
    for path in ["/first", "/second"] {
        client.get(path).await;
        let answer = client.read_until(path).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    }
}

#[tokio::test]
async fn pipelined_requests_are_answered_in_order() {
    let server = Running::start(Settings::default()).await;
    let mut client = server.connect().await;
    let mut requests = String::new();
    for number in 0..100 {
        write!(requests, "GET /{number}x HTTP/1.1\r\nhost: a\r\n\r\n").unwrap();
    }
    client.send(&requests).await;
    for number in 0..100 {
        let answer = client.read_until(&format!("\r\n\r\n/{number}x")).await;
        assert_eq!(answer.matches("HTTP/1.1 200 OK").count(), 1, "{answer}");
    }
}

#[tokio::test]
async fn http_1_0_is_answered_and_closed() {
    let server = Running::start(Settings::default()).await;
    let mut client = server.connect().await;
    client.send("GET /old HTTP/1.0\r\n\r\n").await;
    let answer = client.read_to_end().await;
    assert!(
        answer.starts_with("HTTP/1.0 200 OK\r\n") && answer.ends_with("/old"),
        "{answer}"
    );
}

#[tokio::test]
async fn what_is_no_http_is_a_400() {
    let server = Running::start(Settings::default()).await;
    let mut client = server.connect().await;
    client.send("what is this\r\n\r\n").await;
    assert!(
        client
            .read_to_end()
            .await
            .starts_with("HTTP/1.1 400 Bad Request\r\n")
    );
}

#[tokio::test]
async fn a_head_that_is_too_large_is_a_431() {
    let server = Running::start(Settings::default().max_header_bytes(8192)).await;
    let mut client = server.connect().await;
    let large = "x".repeat(10_000);
    client
        .send(&format!(
            "GET / HTTP/1.1\r\nhost: a\r\nlarge: {large}\r\n\r\n"
        ))
        .await;
    let answer = client.read_to_end().await;
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
}

#[tokio::test]
async fn too_many_headers_are_a_431() {
    let server = Running::start(Settings::default().max_headers(10)).await;
    let mut client = server.connect().await;
    let many = "x: 1\r\n".repeat(11);
    client
        .send(&format!("GET / HTTP/1.1\r\nhost: a\r\n{many}\r\n"))
        .await;
    assert!(client.read_to_end().await.starts_with("HTTP/1.1 431 "));
}

#[tokio::test]
async fn a_head_that_does_not_arrive_ends_the_connection() {
    let server =
        Running::start(Settings::default().header_timeout(Duration::from_millis(50))).await;
    let mut slow = server.connect().await;
    slow.send("GET / HTTP/1.1\r\nhost:").await;
    assert!(!slow.read_to_end().await.contains("200 OK"));

    let mut idle = server.connect().await;
    idle.get("/once").await;
    idle.read_until("/once").await;
    assert_eq!(idle.read_to_end().await, "");
}
