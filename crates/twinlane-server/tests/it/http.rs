//! Requests that are answered, and requests that are refused.

use std::fmt::Write as _;
use std::task::{Context, Poll};
use std::time::Duration;

use twinlane_server::{Server, Settings};

use crate::client::{Client, Echo, Running};

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
async fn a_finished_answer_is_not_held_back_by_requests_behind_it() {
    let server = Running::start(Settings::default()).await;
    let mut client = server.connect().await;
    let request = |path| format!("GET {path} HTTP/1.1\r\nhost: a\r\n\r\n");
    client
        .send(&["/first", "/slow", "/third"].map(request).concat())
        .await;
    client.read_until("\r\n\r\n/first").await;
    server.echo.slow_goes_on.notify_one();
    client.read_until("\r\n\r\n/slow").await;
    client.read_until("\r\n\r\n/third").await;
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
async fn what_is_no_http_is_an_empty_400() {
    let server = Running::start(Settings::default()).await;
    for garbage in [
        "what is this\r\n\r\n",
        "\0\u{1}\u{2}\u{3}\r\n\r\n",
        "GET / HTTP/7.0\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "POST / HTTP/1.1\r\ncontent-length: many\r\n\r\n",
    ] {
        let mut client = server.connect().await;
        client.send(garbage).await;
        let answer = client.read_to_end().await;
        assert!(
            answer.starts_with("HTTP/1.1 400 Bad Request\r\n") && answer.ends_with("\r\n\r\n"),
            "{garbage:?}: {answer}"
        );
    }
    let mut other = server.connect().await;
    other.get("/still-there").await;
    other.read_until("/still-there").await;
}

#[tokio::test]
async fn a_target_of_64_kib_is_a_414() {
    let server = Running::start(Settings::default().max_header_size(1 << 20)).await;
    let mut client = server.connect().await;
    client.get(&format!("/{}", "x".repeat(65_536))).await;
    let answer = client.read_to_end().await;
    assert!(answer.starts_with("HTTP/1.1 414 "), "{answer}");
}

#[tokio::test]
async fn a_head_that_is_too_large_is_a_431() {
    let server = Running::start(Settings::default().max_header_size(8192)).await;
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

/// A service that is ready only when it has been asked twice.
#[derive(Clone, Default)]
struct NotYet {
    echo: Echo,
    asked: bool,
}

impl tower_service::Service<::http::Request<twinlane_server::Incoming>> for NotYet {
    type Response =
        <Echo as tower_service::Service<::http::Request<twinlane_server::Incoming>>>::Response;
    type Error = std::convert::Infallible;
    type Future =
        <Echo as tower_service::Service<::http::Request<twinlane_server::Incoming>>>::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        if !std::mem::replace(&mut self.asked, true) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: ::http::Request<twinlane_server::Incoming>) -> Self::Future {
        assert!(self.asked, "it was not ready");
        self.echo.call(request)
    }
}

#[tokio::test]
async fn a_service_that_is_not_ready_is_waited_for() {
    let server = Server::bind(&Settings::default().port(0)).await.unwrap();
    let address = server.local_addr().unwrap();
    tokio::spawn(server.serve(|_| NotYet::default(), std::future::pending()));
    let mut client = Client::connect(address).await;
    for path in ["/first", "/second"] {
        client.get(path).await;
        client.read_until(path).await;
    }
}
