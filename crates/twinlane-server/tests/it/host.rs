//! The host that a request names.

use twinlane_server::Settings;

use crate::client::Running;

#[tokio::test]
async fn a_request_without_one_usable_host_is_refused() {
    let server = Running::start(Settings::default()).await;
    for hosts in [
        "",
        "host:\r\n",
        "host: a\r\nhost: a\r\n",
        "host: a\r\nHost: b\r\n",
        "host: a/b?c@d\r\n",
        "host: user@a\r\n",
        "host: a, b\r\n",
        "host: a:port\r\n",
    ] {
        let mut client = server.connect().await;
        client
            .send(&format!(
                "GET /host HTTP/1.1\r\n{hosts}\r\nGET /next HTTP/1.1\r\nhost: a\r\n\r\n"
            ))
            .await;
        let response = client.read_to_end().await;
        assert!(
            response.starts_with("HTTP/1.1 400 Bad Request\r\n"),
            "{hosts:?}: {response}"
        );
        assert!(
            response.contains("\r\nconnection: close\r\n"),
            "{hosts:?}: {response}"
        );
        assert_eq!(
            response.matches("HTTP/1.1").count(),
            1,
            "{hosts:?}: {response}"
        );
    }
    assert!(server.echo.seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn http_1_0_need_not_name_a_host_but_if_it_does_it_is_one() {
    let server = Running::start(Settings::default()).await;
    for (host, expected) in [
        ("", "200"),
        ("host: a:80\r\n", "200"),
        ("host: a b\r\n", "400"),
    ] {
        let mut client = server.connect().await;
        client.send(&format!("GET / HTTP/1.0\r\n{host}\r\n")).await;
        let response = client.read_to_end().await;
        assert!(
            response.starts_with(&format!("HTTP/1.0 {expected} ")),
            "{host:?}: {response}"
        );
    }
}

#[tokio::test]
async fn the_host_of_an_absolute_target_wins() {
    let server = Running::start(Settings::default()).await;
    let mut client = server.connect().await;
    client
        .send("GET http://target:81/host HTTP/1.1\r\nhost: header\r\n\r\n")
        .await;
    client.read_until("\r\n\r\ntarget:81").await;

    client
        .send("GET http://user@target/host HTTP/1.1\r\nhost: header\r\n\r\n")
        .await;
    let response = client.read_to_end().await;
    assert!(response.starts_with("HTTP/1.1 400 "), "{response}");
}
