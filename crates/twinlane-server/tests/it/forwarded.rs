//! Requests that a proxy passes on, over sockets.

use std::convert::Infallible;

use ::http::{HeaderValue, Request, Response};
use http_body_util::Full;
use tokio::sync::oneshot;
use twinlane_server::{Connection, ForwardedClient, Incoming, Listener, Scheme, Server, Settings};

use crate::client::{Client, Running};
use crate::http2_client::Http2;
use crate::log::Lines;

/// Says whom it takes for the client.
async fn tell(
    request: Request<Incoming>,
) -> Result<Response<Full<hyper::body::Bytes>>, Infallible> {
    let client = request.extensions().get::<ForwardedClient>();
    let scheme = request.extensions().get::<Scheme>();
    let host = request.headers().get("host");
    let text = format!("{client:?} {scheme:?} {host:?}\n");
    Ok(Response::new(Full::from(text)))
}

async fn told(settings: Settings, head: &str) -> String {
    let server = Server::bind(&settings.port(0)).await.unwrap();
    let address = server.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let make = |_: &Connection| tower::service_fn(tell);
    let task = tokio::spawn(server.serve(make, async { drop(stopped.await) }));
    let mut client = Client::connect(address).await;
    client
        .send(&format!("GET / HTTP/1.1\r\nhost: inner\r\n{head}\r\n"))
        .await;
    client.read_until("\r\n\r\n").await;
    let text = client.read_until("\n").await;
    drop(stop);
    task.await.unwrap();
    text
}

const HEAD: &str =
    "x-forwarded-for: 192.0.2.1\r\nx-forwarded-proto: https\r\nx-forwarded-host: shop.example\r\n";

#[tokio::test]
async fn this_machine_is_believed_by_default_in_what_uvicorn_believes() {
    let told = told(Settings::default(), HEAD).await;
    assert_eq!(
        told,
        "Some(ForwardedClient(Some(192.0.2.1:0))) Some(Https) Some(\"inner\")\n"
    );
}

#[tokio::test]
async fn nobody_else_is_believed() {
    for settings in [
        Settings::default().proxy_headers(false),
        Settings::default().forwarded_allow_ips("192.0.2.1, ::1, unix".parse().unwrap()),
        Settings::default().forwarded_allow_ips("".parse().unwrap()),
    ] {
        let told = told(settings.clone(), HEAD).await;
        assert_eq!(told, "None None Some(\"inner\")\n", "{settings:?}");
    }
}

#[tokio::test]
async fn the_other_headers_are_believed_where_they_are_named() {
    let headers = "x-forwarded-host".parse().unwrap();
    let told = told(Settings::default().forwarded_headers(headers), HEAD).await;
    assert_eq!(told, "None None Some(\"shop.example\")\n");
}

/// Each says who its own client is, and none says it for the next.
#[tokio::test]
async fn requests_of_several_clients_on_one_connection_are_told_apart() {
    let (lines, _log) = Lines::keep("twinlane::access");
    let server = Running::start(Settings::default().access_log(true)).await;
    let mut client = server.connect().await;
    for (path, forwarded) in [
        ("/a", "x-forwarded-for: 192.0.2.1\r\n"),
        ("/b", "x-forwarded-for: 2001:db8::1, [::1]:9\r\n"),
        ("/c", ""),
        ("/d", "x-forwarded-for: unknown\r\n"),
    ] {
        client
            .send(&format!(
                "GET {path} HTTP/1.1\r\nhost: a\r\n{forwarded}\r\n"
            ))
            .await;
        client.read_until(path).await;
    }
    let peer = client.address();
    assert_eq!(
        lines.text().lines().collect::<Vec<_>>(),
        [
            "192.0.2.1:0 - \"GET /a HTTP/1.1\" 200 OK".to_owned(),
            "[2001:db8::1]:0 - \"GET /b HTTP/1.1\" 200 OK".to_owned(),
            format!("{peer} - \"GET /c HTTP/1.1\" 200 OK"),
            " - \"GET /d HTTP/1.1\" 200 OK".to_owned(),
        ]
    );
}

#[tokio::test]
async fn what_a_proxy_forwards_is_refused_where_it_is_no_host_and_the_connection_ends() {
    let headers = "x-forwarded-host".parse().unwrap();
    let server = Running::start(Settings::default().forwarded_headers(headers)).await;
    let mut client = server.connect().await;
    client.send("GET / HTTP/1.1\r\nhost: a\r\nx-forwarded-host: a/b\r\n\r\nGET /next HTTP/1.1\r\nhost: a\r\n\r\n").await;
    let response = client.read_to_end().await;
    assert!(
        response.starts_with("HTTP/1.1 400 Bad Request\r\n"),
        "{response}"
    );
    assert_eq!(response.matches("HTTP/1.1").count(), 1, "{response}");
    assert!(server.echo.seen.lock().unwrap().is_empty());
}

/// Such a peer has no address by which it could be trusted.
#[tokio::test]
async fn a_peer_within_the_process_is_believed_where_it_is_named() {
    for (proxies, told) in [
        ("127.0.0.1", "None"),
        ("unix", "Some(ForwardedClient(Some(192.0.2.1:0)))"),
        ("*", "Some(ForwardedClient(Some(192.0.2.1:0)))"),
    ] {
        let settings = Settings::default().forwarded_allow_ips(proxies.parse().unwrap());
        let (listener, connector) = Listener::in_memory();
        let server = Server::from_listener(listener, &settings);
        let make = |_: &Connection| tower::service_fn(tell);
        let task = tokio::spawn(server.serve(make, std::future::pending()));
        let mut client = Client::in_memory(&connector).await;
        client
            .send("GET / HTTP/1.1\r\nhost: a\r\nx-forwarded-for: 192.0.2.1\r\n\r\n")
            .await;
        client.read_until("\r\n\r\n").await;
        let text = client.read_until("\n").await;
        assert!(text.starts_with(told), "{proxies}: {text}");
        task.abort();
    }
}

/// Each stream is a request of its own client.
#[tokio::test]
async fn requests_of_http2_are_told_apart_too() {
    let (lines, _log) = Lines::keep("twinlane::access");
    let proxies = "*".parse().unwrap();
    let settings = Settings::default().forwarded_allow_ips(proxies);
    let settings = settings.access_log(true);
    let (_server, connector) = Running::in_memory(&settings);
    let mut client = Http2::in_memory(&connector).await;
    for (path, said) in [("/a", "192.0.2.1"), ("/b", "192.0.2.2")] {
        let mut request = Http2::request(path);
        let said = HeaderValue::from_static(said);
        request.headers_mut().insert("x-forwarded-for", said);
        assert_eq!(client.ask(request).await.status, 200);
    }
    client.get("/c").await;
    let text = lines.text();
    for line in [
        "192.0.2.1:0 - \"GET /a HTTP/2\" 200",
        "192.0.2.2:0 - \"GET /b HTTP/2\" 200",
        " - \"GET /c HTTP/2\" 200",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
}
