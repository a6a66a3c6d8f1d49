//! The end of a request. A request whose end a proxy may read differently is refused, or is the last of its connection.

use twinlane_server::Settings;

use crate::client::Running;

/// Sends `request`, then another that must not be answered as if all were well. Returns the responses.
async fn responses(server: &Running, request: &str) -> String {
    let mut client = server.connect().await;
    client
        .send(&format!(
            "{request}GET /smuggled HTTP/1.1\r\nhost: a\r\n\r\n"
        ))
        .await;
    client.read_to_end().await
}

#[tokio::test]
async fn a_body_is_chunked_once_and_in_no_other_coding() {
    let server = Running::start(Settings::default()).await;
    for coding in [
        "transfer-encoding: chunked\r\ntransfer-encoding: chunked",
        "transfer-encoding: chunked, chunked",
        "transfer-encoding: gzip, chunked",
        "transfer-encoding: identity, chunked",
        "transfer-encoding: gzip",
        "transfer-encoding: chunked;q=1",
        "transfer-encoding: xchunked",
        "transfer-encoding: chunked, identity",
    ] {
        let request = format!("POST /body HTTP/1.1\r\nhost: a\r\n{coding}\r\n\r\n0\r\n\r\n");
        let response = responses(&server, &request).await;
        assert!(
            response.starts_with("HTTP/1.1 400 Bad Request\r\n"),
            "{coding}: {response}"
        );
        assert_eq!(
            response.matches("HTTP/1.1").count(),
            1,
            "{coding}: {response}"
        );
    }
    assert!(server.echo.seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_request_with_two_lengths_is_the_last_of_its_connection() {
    let server = Running::start(Settings::default()).await;
    for lengths in [
        "content-length: 5\r\ntransfer-encoding: chunked",
        "transfer-encoding: chunked\r\ncontent-length: 5",
    ] {
        let request = format!("POST /body HTTP/1.1\r\nhost: a\r\n{lengths}\r\n\r\n0\r\n\r\n");
        let response = responses(&server, &request).await;
        assert_eq!(
            response.matches("HTTP/1.1").count(),
            1,
            "{lengths}: {response}"
        );
        assert!(
            response.contains("connection: close"),
            "{lengths}: {response}"
        );
    }
    assert_eq!(*server.echo.seen.lock().unwrap(), ["/body", "/body"]);
}

#[tokio::test]
async fn a_request_with_trailers_is_the_last_of_its_connection() {
    let server = Running::start(Settings::default()).await;
    let head = "POST /body HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n";
    for trailers in ["X-T: 1\r\n\r\n", "X-T: 1\n\n", "X-T: 1\n\r\n"] {
        let response = responses(&server, &format!("{head}0\r\n{trailers}")).await;
        assert!(!response.contains("/smuggled"), "{trailers:?}: {response}");
        assert!(
            !response.contains("200 OK") || response.contains("connection: close"),
            "{trailers:?}: {response}"
        );
    }
    assert!(
        !server
            .echo
            .seen
            .lock()
            .unwrap()
            .contains(&"/smuggled".to_owned())
    );
}

#[tokio::test]
async fn a_chunked_body_that_nobody_reads_ends_its_connection() {
    let server = Running::start(Settings::default()).await;
    let head = "POST /unread HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n";
    for end in ["0\r\n\r\n", "0\r\nX-T: 1\n\n", "3\r\nabc\r\n0\r\n\r\n"] {
        let response = responses(&server, &format!("{head}{end}")).await;
        assert!(
            response.starts_with("HTTP/1.1 200 OK\r\n"),
            "{end:?}: {response}"
        );
        assert!(
            response.contains("connection: close\r\n"),
            "{end:?}: {response}"
        );
        assert!(!response.contains("/smuggled"), "{end:?}: {response}");
    }
    assert!(
        !server
            .echo
            .seen
            .lock()
            .unwrap()
            .contains(&"/smuggled".to_owned())
    );
}

#[tokio::test]
async fn a_chunked_body_that_was_read_keeps_its_connection() {
    let server = Running::start(Settings::default()).await;
    let mut client = server.connect().await;
    let request =
        "POST /body HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    client
        .send(&format!("{request}GET /next HTTP/1.1\r\nhost: a\r\n\r\n"))
        .await;
    client.read_until("/body").await;
    client.read_until("/next").await;
}

#[tokio::test]
async fn a_chunked_body_that_is_dropped_after_its_response_ends_its_connection() {
    let server = Running::start(Settings::default()).await;
    let mut client = server.connect().await;
    let head = "POST /kept HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n";
    let get = |path| format!("GET {path} HTTP/1.1\r\nhost: a\r\n\r\n");
    let requests = [get("/smuggled"), get("/next")].concat();
    client
        .send(&format!("{head}0\r\nX-T: 1\n\n{requests}"))
        .await;
    let responses = client.read_to_end().await;
    assert!(
        responses.contains("/kept") && responses.contains("connection: close"),
        "{responses}"
    );
    assert_eq!(*server.echo.seen.lock().unwrap(), ["/kept"]);
    server.echo.body_goes.notify_one();
}
