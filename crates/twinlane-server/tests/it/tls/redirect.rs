//! The port that redirects to HTTPS.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use twinlane_server::{Server, Settings};

use super::Tell;
use super::authority::Authority;

#[tokio::test]
async fn clear_http_is_sent_to_https() {
    let authority = Authority::new();
    let tls = authority.add(authority.settings(&["a.test", "127.0.0.1"]), &["*.b.test"]);
    // Redirects have the headers of the server, and are no requests that a limit counts.
    let settings = Settings::new()
        .port(0)
        .tls(tls.redirect_port(0))
        .header("x-a:1".parse().unwrap())
        .limit_max_requests(2);
    let server = Server::bind(&settings)
        .await
        .unwrap()
        .load_tls()
        .await
        .unwrap();
    let (address, port) = (
        server.redirect_addr().unwrap(),
        server.local_addr().unwrap().port(),
    );
    let (stop, told) = tokio::sync::oneshot::channel::<()>();
    let service = |_: &_| Tell {
        tls: None,
        goes_on: std::sync::Arc::default(),
    };
    let ended = tokio::spawn(server.serve(service, async { drop(told.await) }));
    let ask = async |request: &str| {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).await.unwrap();
        response
    };
    for (method, target, host, status, location) in REQUESTS {
        let request =
            format!("{method} {target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
        let response = ask(&request).await;
        assert!(
            response.starts_with(&format!("HTTP/1.1 {status} ")),
            "{request}{response}"
        );
        assert!(response.contains("\r\nx-a: 1\r\n"), "{response}");
        let location = location.map(|at| format!("\r\nlocation: https://{at}\r\n"));
        match location {
            Some(at) => assert!(
                response.contains(&at.replace("PORT", &port.to_string())),
                "{response}"
            ),
            None => assert!(!response.contains("location:"), "{response}"),
        }
    }
    let response = ask("GET / HTTP/1.0\r\n\r\n").await;
    assert!(response.starts_with("HTTP/1.0 400 "), "{response}");
    stop.send(()).unwrap();
    assert!(ended.await.unwrap());
    assert!(
        TcpStream::connect(address).await.is_err(),
        "it listens still"
    );
}

#[tokio::test]
async fn a_port_that_cannot_be_had_is_told() {
    let authority = Authority::new();
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = taken.local_addr().unwrap().port();
    let tls = authority.settings(&["a.test"]).redirect_port(port);
    let server = Server::bind(&Settings::new().port(0).tls(tls))
        .await
        .unwrap();
    let error = server.load_tls().await.unwrap_err().to_string();
    assert!(
        error.contains(&port.to_string()) && error.contains("--ssl-redirect-port"),
        "{error}"
    );
}

/// The status, and where it leads to.
type Expected = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Option<&'static str>,
);

const REQUESTS: &[Expected] = &[
    ("GET", "/", "a.test", "301", Some("a.test:PORT/")),
    (
        "HEAD",
        "/a?b=c",
        "a.test:8000",
        "301",
        Some("a.test:PORT/a?b=c"),
    ),
    ("POST", "/a", "127.0.0.1", "308", Some("127.0.0.1:PORT/a")),
    (
        "GET",
        "http://x.b.test/a",
        "a.test",
        "301",
        Some("x.b.test:PORT/a"),
    ),
    ("OPTIONS", "*", "a.test", "308", Some("a.test:PORT/")),
    (
        "GET",
        "//c.test",
        "a.test",
        "301",
        Some("a.test:PORT//c.test"),
    ),
    // Nobody is sent to a host that is not ours.
    ("GET", "/", "c.test", "421", None),
    ("GET", "/", "b.test", "421", None),
    ("GET", "/", "x.y.b.test", "421", None),
    ("GET", "/", "a.test@c.test", "400", None),
    ("GET", "/", "", "400", None),
];
