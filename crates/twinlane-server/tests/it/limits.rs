//! The limits of a client.

use std::time::Duration;

use twinlane_server::Settings;

use crate::client::{LARGE, Running};
use crate::log::Lines;

const SOON: Duration = Duration::from_millis(50);
const NEVER: Duration = Duration::from_secs(1 << 20);

#[tokio::test]
async fn a_client_that_does_not_read_is_cut_off() {
    let server = Running::start(Settings::default().write_timeout(SOON)).await;
    let mut client = server.connect().await;
    client.get("/large").await;
    server.begun("/large").await;
    server.tell_to_stop();
    // The connection has ended by itself: without the deadline it would be cut off by the stop.
    server.end().await;
    assert!(client.read_to_end().await.len() < LARGE);
}

#[tokio::test]
async fn a_client_that_reads_too_little_is_cut_off() {
    let settings = Settings::default().write_timeout(SOON).min_rate(1 << 40);
    let server = Running::start(settings.shutdown_timeout(Some(NEVER))).await;
    let mut client = server.connect().await;
    client.get("/large").await;
    // The client always reads something before the deadline of a single wait.
    let mut read = 0;
    loop {
        match client.read_some(1 << 19).await {
            0 => break,
            some => read += some,
        }
        tokio::time::sleep(SOON / 10).await;
    }
    assert!(read < LARGE, "{read}");
}

/// Between two deadlines it reads far less than a third of the sockets' buffers. The system tells of no smaller room.
#[tokio::test]
async fn a_client_that_reads_slowly_and_steadily_is_not_cut_off() {
    let server = Running::start(Settings::default().write_timeout(20 * SOON)).await;
    let mut client = server.connect().await;
    client.get("/large").await;
    client.read_until("\r\n\r\n").await;
    // Long enough for five deadlines.
    for _ in 0..100 {
        assert_ne!(client.read_some(1 << 13).await, 0);
        tokio::time::sleep(SOON).await;
    }
    server.tell_to_stop();
    // The rest is there: nothing was cut off.
    let mut read = 0;
    loop {
        match client.read_some(1 << 20).await {
            0 => break,
            some => read += some,
        }
    }
    assert!(read >= LARGE - 100 * (1 << 13), "{read}");
    server.end().await;
}

#[tokio::test]
async fn a_client_that_reads_is_not_cut_off() {
    let settings = Settings::default().write_timeout(NEVER).min_rate(1);
    let server = Running::start(settings).await;
    let mut client = server.connect().await;
    client.get("/large").await;
    let head = client.read_until("\r\n\r\n").await;
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    let mut left = LARGE;
    while left > 0 {
        left -= client.read_some(left.min(1 << 20)).await;
    }
    client.get("/next").await;
    client.read_until("/next").await;
}

/// Its writes have waited so long that the server asks the system itself, past tokio; then it reads all at once.
#[tokio::test]
async fn a_client_that_begins_to_read_late_gets_all() {
    let server = Running::start(Settings::default().write_timeout(NEVER).min_rate(0)).await;
    let mut client = server.connect().await;
    client.get("/large").await;
    client.read_until("\r\n\r\n").await;
    tokio::time::sleep(Duration::from_millis(1200)).await;
    let mut left = LARGE;
    while left > 0 {
        left -= client.read_some(left.min(1 << 20)).await;
    }
    client.get("/next").await;
    let next = client.read_until("/next").await;
    assert!(next.starts_with("HTTP/1.1 200 OK\r\n"), "{next}");
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_given_up() {
    for framing in ["content-length: 3", "transfer-encoding: chunked"] {
        let server = Running::start(Settings::default().body_idle_timeout(SOON)).await;
        let mut client = server.connect().await;
        client
            .send(&format!(
                "POST /body HTTP/1.1\r\nhost: a\r\n{framing}\r\n\r\n1"
            ))
            .await;
        let response = client.read_to_end().await;
        assert!(
            response.starts_with("HTTP/1.1 408 "),
            "{framing}: {response}"
        );
    }
}

#[tokio::test]
async fn a_body_that_drips_is_given_up() {
    let settings = Settings::default()
        .body_idle_timeout(2 * SOON)
        .min_rate(1 << 20);
    let server = Running::start(settings).await;
    let mut client = server.connect().await;
    client
        .send("POST /body HTTP/1.1\r\nhost: a\r\ncontent-length: 1000000\r\n\r\n")
        .await;
    // A byte always comes before the deadline of a single wait.
    let response = client.drip(SOON / 10).await;
    assert!(response.starts_with("HTTP/1.1 408 "), "{response}");
}

#[tokio::test]
async fn a_head_may_be_as_large_as_the_settings_say_and_no_larger() {
    for most in [1000, 8192, 64 * 1024] {
        let server = Running::start(Settings::default().max_header_size(most)).await;
        let head = |size: usize| {
            let before = "GET /head HTTP/1.1\r\nhost: a\r\nlong: ";
            let padding = "x".repeat(size - before.len() - "\r\n\r\n".len());
            format!("{before}{padding}\r\n\r\n")
        };
        let mut client = server.connect().await;
        client.send(&head(most)).await;
        client.read_until("/head").await;
        client.send(&head(most + 1)).await;
        let response = client.read_to_end().await;
        assert!(response.starts_with("HTTP/1.1 431 "), "{most}: {response}");
    }
}

#[tokio::test]
async fn more_connections_than_the_settings_say_are_refused() {
    let (lines, _log) = Lines::keep("twinlane_server::overload");
    let server = Running::start(Settings::default().max_connections(2)).await;
    let (mut first, mut second) = (server.connect().await, server.connect().await);
    for client in [&mut first, &mut second] {
        client.get("/served").await;
        client.read_until("/served").await;
    }
    for _ in 0..3 {
        let mut third = server.connect().await;
        third.get("/refused").await;
        let response = third.read_to_end().await;
        assert!(
            response.starts_with("HTTP/1.1 503 Service Unavailable\r\n"),
            "{response}"
        );
        assert!(
            response.contains("retry-after: 1\r\nconnection: close\r\n"),
            "{response}"
        );
        let (head, body) = response.split_once("\r\n\r\n").unwrap();
        assert!(
            head.contains(&format!("content-length: {}\r\n", body.len())),
            "{response}"
        );
    }
    first.get("/still-served").await;
    first.read_until("/still-served").await;
    assert_eq!(
        lines
            .text()
            .lines()
            .filter(|line| line.contains("refused"))
            .count(),
        1
    );

    drop(first);
    loop {
        let mut other = server.connect().await;
        other.get("/served-again").await;
        let response = other.read_until("\r\n\r\n").await;
        if response.starts_with("HTTP/1.1 200 OK\r\n") {
            break;
        }
    }
    assert!(
        !server
            .echo
            .seen
            .lock()
            .unwrap()
            .contains(&"/refused".to_owned())
    );
}

#[tokio::test]
async fn never_is_a_deadline() {
    let never = Duration::MAX;
    let settings = Settings::default()
        .header_timeout(never)
        .keep_alive_timeout(never)
        .body_idle_timeout(never)
        .write_timeout(never)
        .shutdown_timeout(Some(never));
    let server = Running::start(settings).await;
    let mut client = server.connect().await;
    client
        .send("POST /body HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\n")
        .await;
    tokio::time::sleep(SOON).await;
    client.send("end").await;
    client.read_until("/body").await;
    client.get("/large").await;
    client.read_until("\r\n\r\n").await;
    server.tell_to_stop();
    tokio::time::sleep(SOON).await;
    assert_eq!(client.read_to_end().await.len(), LARGE);
    server.end().await;
}

/// Most clients, and proxies, write the whole body before they read.
#[tokio::test]
async fn a_response_to_an_unread_body_arrives() {
    let server = Running::start(Settings::default()).await;
    let (body, size) = ("x".repeat(LARGE), format!("{LARGE:x}"));
    for request in [
        format!("POST /early HTTP/1.1\r\nhost: a\r\ncontent-length: {LARGE}\r\n\r\n{body}"),
        format!(
            "POST /early HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n{size}\r\n{body}\r\n0\r\n\r\n"
        ),
        // Refused for its target.
        format!("POST * HTTP/1.1\r\nhost: a\r\ncontent-length: {LARGE}\r\n\r\n{body}"),
        // Refused by hyper.
        format!("GET / HTTP/1.1\r\nhost: a\r\nx: {body}\r\n\r\n"),
    ] {
        let mut client = server.connect().await;
        client.send(&request).await;
        let response = client.read_to_end().await;
        assert!(response.starts_with("HTTP/1.1 "), "{request:.60}");
        assert!(response.contains("\r\nconnection: close\r\n"), "{response}");
    }
}

/// A short body that nobody reads does not cost the connection.
#[tokio::test]
async fn a_connection_is_kept_after_a_short_unread_body() {
    let server = Running::start(Settings::default()).await;
    let mut client = server.connect().await;
    client
        .send("POST /early HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\nend")
        .await;
    client.read_until("/early").await;
    client.get("/next").await;
    client.read_until("/next").await;
}

#[tokio::test]
async fn a_stop_does_not_wait_for_the_rest_of_an_unread_body() {
    // Less than the server lingers.
    let settings = Settings::default().shutdown_timeout(Some(20 * SOON));
    let server = Running::start(settings).await;
    let mut client = server.connect().await;
    client
        .send(&format!(
            "POST /early HTTP/1.1\r\nhost: a\r\ncontent-length: {LARGE}\r\n\r\nbegin"
        ))
        .await;
    client.read_until("/early").await;
    server.tell_to_stop();
    server.end().await;
}
