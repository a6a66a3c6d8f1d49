//! Limits of requests, headers of responses, and the time between requests.

use std::time::Duration;

use http::Request;
use twinlane_server::{Server, Settings};

use crate::client::{Client, Running};
use crate::http2_client::Http2;
use crate::log::Lines;

const SOON: Duration = Duration::from_millis(50);
const NEVER: Duration = Duration::from_secs(1 << 20);

/// A request that the server has begun, and that waits for the rest of its body.
async fn in_flight(server: &Running) -> Client {
    let mut client = server.connect().await;
    client
        .send("POST /body HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 3\r\n\r\n")
        .await;
    client.read_until("100 Continue\r\n\r\n").await;
    client
}

#[tokio::test]
async fn requests_beyond_the_limit_are_refused_and_idle_connections_do_not_count() {
    let settings = Settings::default()
        .limit_concurrency(2)
        .header("x-a:1".parse().unwrap());
    let server = Running::start(settings).await;
    let mut idle = Vec::new();
    for _ in 0..4 {
        let mut client = server.connect().await;
        client.get("/idle").await;
        client.read_until("/idle").await;
        idle.push(client);
    }
    let mut first = in_flight(&server).await;
    let _second = in_flight(&server).await;
    let mut third = server.connect().await;
    third.get("/third").await;
    let refused = third.read_to_end().await;
    assert!(
        refused.starts_with("HTTP/1.1 503 Service Unavailable\r\n"),
        "{refused}"
    );
    for part in [
        "x-a: 1\r\n",
        "connection: close\r\n",
        "content-type: text/plain; charset=utf-8\r\n",
    ] {
        assert!(refused.contains(part), "{part}: {refused}");
    }
    assert!(
        refused.ends_with("\r\n\r\nService Unavailable"),
        "{refused}"
    );
    first.send("end").await;
    first.read_until("/body").await;
    idle[0].get("/again").await;
    idle[0].read_until("/again").await;
}

#[tokio::test]
async fn requests_that_are_never_refused_are_served_beyond_the_limit() {
    let settings = Settings::default().limit_concurrency(1).port(0);
    let server = Server::bind(&settings).await.unwrap();
    let server = server.never_refused(|method, uri, _| method == "GET" && uri.path() == "/livez");
    let server = Running::of_server(server);
    let mut first = in_flight(&server).await;
    for _ in 0..2 {
        let mut probe = server.connect().await;
        probe.get("/livez").await;
        probe.read_until("\r\n\r\n/livez").await;
        let mut http2 = Http2::of_tcp(server.address).await;
        assert_eq!(http2.get("/livez").await.status, 200);
        assert_eq!(http2.get("/other").await.status, 503);
    }
    let mut other = server.connect().await;
    other.get("/livez/").await;
    assert!(other.read_to_end().await.starts_with("HTTP/1.1 503 "));
    first.send("end").await;
    first.read_until("/body").await;
    // The requests have been counted, and counted out again.
    let mut other = server.connect().await;
    other.get("/other").await;
    other.read_until("\r\n\r\n/other").await;
}

/// As Uvicorn has one, of the client that a trusted proxy names.
#[tokio::test]
async fn a_request_that_is_refused_has_a_line_in_the_access_log() {
    let (lines, _log) = Lines::keep("twinlane::access");
    let settings = Settings::default().limit_concurrency(1).access_log(true);
    let server = Running::start(settings).await;
    let _first = in_flight(&server).await;
    let mut refused = server.connect().await;
    let peer = refused.address();
    refused.get("/a%20b?c=d").await;
    refused.read_to_end().await;
    let mut forwarded = server.connect().await;
    forwarded
        .send("GET /x HTTP/1.1\r\nhost: a\r\nx-forwarded-for: 192.0.2.1\r\n\r\n")
        .await;
    forwarded.read_to_end().await;
    let mut http2 = Http2::of_tcp(server.address).await;
    assert_eq!(http2.get("/y?z").await.status, 503);
    let text = lines.text();
    let [first, second, third] = text.lines().collect::<Vec<_>>()[..] else {
        panic!("{text}");
    };
    let unavailable = "503 Service Unavailable";
    let expected = format!("{peer} - \"GET /a%20b?c=d HTTP/1.1\" {unavailable}");
    assert_eq!(first, expected);
    let expected = format!("192.0.2.1:0 - \"GET /x HTTP/1.1\" {unavailable}");
    assert_eq!(second, expected);
    let expected = format!(" - \"GET /y?z HTTP/2\" {unavailable}");
    assert!(third.ends_with(&expected), "{third}");
}

#[tokio::test]
async fn both_versions_count_as_one() {
    let settings = Settings::default()
        .limit_concurrency(1)
        .header("x-a:1".parse().unwrap());
    let (_server, connector) = Running::in_memory(&settings);
    let mut client = Http2::in_memory(&connector).await;
    let response = client.get("/x").await;
    assert_eq!(response.status, 200);
    assert_eq!(response.headers["x-a"], "1");
    let mut one = Client::in_memory(&connector).await;
    one.send("POST /body HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 3\r\n\r\n")
        .await;
    one.read_until("100 Continue\r\n\r\n").await;
    let response = client.get("/x").await;
    assert_eq!(response.status, 503);
    assert_eq!(response.headers["x-a"], "1");
    // A request that is none is refused as such, and counts for nothing.
    let ftp = Request::get("ftp://a/x").body(()).unwrap();
    assert_eq!(client.ask(ftp).await.status, 400);
    one.send("end").await;
    one.read_until("/body").await;
}

#[tokio::test]
async fn the_server_stops_by_itself_after_so_many_requests() {
    let settings = Settings::default()
        .limit_max_requests(3)
        .shutdown_timeout(Some(NEVER));
    let server = Running::start(settings).await;
    let mut client = server.connect().await;
    for path in ["/1", "/2", "/3"] {
        client.get(path).await;
        client.read_until(path).await;
    }
    assert_eq!(client.read_to_end().await, "");
    server.end().await;
}

#[tokio::test]
async fn the_servers_headers_are_on_every_response() {
    let settings = Settings::default()
        .server_header(true)
        .date_header(false)
        .header("X-A:1".parse().unwrap());
    let server = Running::start(settings).await;
    let mut client = server.connect().await;
    client.get("/x").await;
    let response = client.read_until("/x").await;
    assert!(
        response.starts_with("HTTP/1.1 200 OK\r\nserver: twinlane\r\nx-a: 1\r\n"),
        "{response}"
    );
    assert!(!response.contains("date: "), "{response}");
    client.send("GET / HTTP/1.1\r\n\r\n").await;
    let refused = client.read_to_end().await;
    assert!(refused.starts_with("HTTP/1.1 400 "), "{refused}");
    assert!(refused.contains("\r\nx-a: 1\r\n"), "{refused}");
}

#[tokio::test]
async fn an_idle_connection_is_closed_in_time_and_a_head_has_its_own() {
    let settings = Settings::default()
        .keep_alive_timeout(SOON)
        .header_timeout(NEVER);
    let server = Running::start(settings).await;
    let mut fresh = server.connect().await;
    let mut client = server.connect().await;
    client.get("/x").await;
    client.read_until("/x").await;
    assert_eq!(client.read_to_end().await, "");
    // Longer than the time between requests.
    tokio::time::sleep(4 * SOON).await;
    fresh.get("/y").await;
    fresh.read_until("/y").await;

    let settings = Settings::default()
        .keep_alive_timeout(NEVER)
        .header_timeout(SOON);
    let server = Running::start(settings).await;
    let mut fresh = server.connect().await;
    assert_eq!(fresh.read_to_end().await, "");
    let mut client = server.connect().await;
    client.get("/x").await;
    client.read_until("/x").await;
    tokio::time::sleep(4 * SOON).await;
    client.get("/y").await;
    client.read_until("/y").await;
    client.send("GET /half").await;
    assert_eq!(client.read_to_end().await, "");
}

/// The rest of it comes too late for the time between requests, and in time for that of a head.
#[tokio::test]
async fn a_head_that_begins_during_a_response_has_the_time_of_a_head() {
    let settings = Settings::default()
        .keep_alive_timeout(SOON)
        .header_timeout(NEVER);
    let server = Running::start(settings).await;
    let mut client = server.connect().await;
    client.get("/slow").await;
    server.echo.slow_began.notified().await;
    client.send("GET /next HTTP/1.1\r\n").await;
    // The server reads it meanwhile.
    tokio::time::sleep(SOON).await;
    server.echo.slow_goes_on.notify_one();
    client.read_until("\r\n\r\n/slow").await;
    tokio::time::sleep(4 * SOON).await;
    client.send("host: a\r\n\r\n").await;
    client.read_until("\r\n\r\n/next").await;
}

#[tokio::test]
async fn without_time_between_requests_each_has_a_connection() {
    let server = Running::start(Settings::default().keep_alive_timeout(Duration::ZERO)).await;
    let mut client = server.connect().await;
    client.get("/x").await;
    let response = client.read_to_end().await;
    assert!(response.contains("connection: close\r\n"), "{response}");
}
