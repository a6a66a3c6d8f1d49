//! A graceful stop.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use twinlane_server::Settings;

use crate::client::{LARGE, Running};

#[tokio::test]
async fn a_stop_finishes_what_is_in_flight() {
    let server = Running::start(Settings::default()).await;
    let mut client = server.connect().await;
    client.get("/slow").await;
    server.echo.slow_began.notified().await;

    server.tell_to_stop();
    server.echo.slow_goes_on.notify_one();
    let answer = client.read_to_end().await;
    assert!(
        answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("/slow"),
        "{answer}"
    );
    server.end().await;
}

#[tokio::test]
async fn a_stop_answers_pipelined_requests_that_have_arrived() {
    let server = Running::start(Settings::default()).await;
    let mut client = server.connect().await;
    let mut requests = "GET /slow HTTP/1.1\r\nhost: a\r\n\r\n".to_owned();
    // More than one read of the server's takes in.
    for number in 0..1000 {
        write!(requests, "GET /{number}x HTTP/1.1\r\nhost: a\r\n\r\n").unwrap();
    }
    client.send(&requests).await;
    server.echo.slow_began.notified().await;

    server.tell_to_stop();
    server.echo.slow_goes_on.notify_one();
    let answers = client.read_to_end().await;
    assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), 1001);
    assert!(answers.ends_with("/999x"));
    server.end().await;
}

#[tokio::test]
async fn a_stop_closes_connections_that_are_idle() {
    let server = Running::start(Settings::default()).await;
    let mut kept = server.connect().await;
    kept.get("/once").await;
    kept.read_until("/once").await;

    server.tell_to_stop();
    assert_eq!(kept.read_to_end().await, "");
    server.end().await;
}

/// Nothing but a stop that closes them ends these connections.
fn patient() -> Settings {
    let never = Duration::from_secs(1 << 20);
    Settings::default()
        .header_timeout(never)
        .keep_alive_timeout(never)
        .body_idle_timeout(never)
        .write_timeout(never)
        .min_rate(0)
        .shutdown_timeout(None)
}

#[tokio::test]
async fn a_stop_does_not_wait_for_the_rest_of_a_head() {
    for head in [
        "",
        "G",
        "GET /half",
        "GET /half HTTP/1.1\r\nho",
        "GET /half HTTP/1.1\r\nhost: a\r\n",
    ] {
        let server = Running::start(patient()).await;
        let mut fresh = server.connect().await;
        fresh.send(head).await;
        let mut kept = server.connect().await;
        kept.get("/once").await;
        kept.read_until("/once").await;
        kept.send(head).await;

        server.tell_to_stop();
        assert_eq!(fresh.read_to_end().await, "", "{head:?}");
        assert_eq!(kept.read_to_end().await, "", "{head:?}");
        server.end().await;
    }
}

#[tokio::test]
async fn a_stop_cuts_off_a_client_that_does_not_read() {
    let settings = patient().shutdown_timeout(Some(Duration::from_millis(50)));
    let server = Running::start(settings).await;
    let mut client = server.connect().await;
    client.get("/large").await;
    client.read_until("\r\n\r\n").await;
    server.tell_to_stop();
    server.end_with_a_cut().await;
    assert!(client.read_to_end().await.len() < LARGE);
}

#[tokio::test]
async fn a_stop_waits_for_a_client_that_reads_slowly() {
    let server = Running::start(patient()).await;
    let mut client = server.connect().await;
    client.get("/large").await;
    client.read_until("\r\n\r\n").await;
    server.tell_to_stop();
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(client.read_to_end().await.len(), LARGE);
    server.end().await;
}

#[tokio::test]
async fn a_stop_cuts_off_a_body_that_does_not_arrive() {
    let settings = patient().shutdown_timeout(Some(Duration::from_millis(50)));
    let server = Running::start(settings).await;
    let mut client = server.connect().await;
    client
        .send("POST /body HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\ne")
        .await;
    server.begun("/body").await;
    server.tell_to_stop();
    server.end_with_a_cut().await;
    assert_eq!(client.read_to_end().await, "");
}

#[tokio::test]
async fn a_stop_ends_a_client_that_never_stops_asking() {
    let server = Running::start(Settings::default()).await;
    let mut client = server.connect().await;
    let first = Arc::new(Notify::new());
    let tells = Arc::clone(&first);
    let asking = tokio::spawn(async move { client.ask_until_closed(&tells).await });
    first.notified().await;

    server.tell_to_stop();
    server.end().await;
    asking.await.unwrap();
}

#[tokio::test]
async fn a_stop_does_not_wait_for_a_client_that_never_asked() {
    let server = Running::start(Settings::default()).await;
    let silent = server.connect().await;
    let mut other = server.connect().await;
    other.get("/accepted-later").await;
    other.read_until("/accepted-later").await;

    server.tell_to_stop();
    server.end().await;
    drop(silent);
}

#[tokio::test]
async fn no_connection_is_accepted_after_a_stop() {
    let server = Running::start(Settings::default()).await;
    let address = server.address;
    server.tell_to_stop();
    server.end().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_stop_with_a_timeout_does_not_wait_longer() {
    let settings = Settings::default().shutdown_timeout(Some(Duration::from_millis(50)));
    let server = Running::start(settings).await;
    let mut client = server.connect().await;
    client.get("/slow").await;
    server.echo.slow_began.notified().await;
    server.tell_to_stop();
    // Nobody lets the request go on: without the timeout this would not end.
    server.end_with_a_cut().await;
}
