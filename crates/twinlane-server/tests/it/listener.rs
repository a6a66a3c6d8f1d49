//! The sources of connections, and what services learn of them.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use ::http::{Request, Response};
use http_body_util::Full;
use hyper::body::Bytes;
use twinlane_server::{Connection, Incoming, Listener, Server, Settings, WithConnection};

use crate::client::{Client, LARGE, Running};
use crate::log::Lines;

#[tokio::test]
async fn requests_are_served_in_memory() {
    let (server, connector) = Running::in_memory(&Settings::default());
    let mut client = Client::in_memory(&connector).await;
    for path in ["/first", "/second"] {
        client.get(path).await;
        let response = client.read_until(path).await;
        assert!(response.starts_with("HTTP/1.1 200 OK\r\n"), "{response}");
    }
    // More than the stream holds.
    client.get("/large").await;
    client.read_until("\r\n\r\n").await;
    let mut left = LARGE;
    while left > 0 {
        left -= client.read_some(left.min(1 << 20)).await;
    }
    assert_eq!(
        *server.echo.seen.lock().unwrap(),
        ["/first", "/second", "/large"]
    );
}

#[tokio::test]
async fn a_stop_in_memory_finishes_what_is_in_flight() {
    let (server, connector) = Running::in_memory(&Settings::default());
    let mut idle = Client::in_memory(&connector).await;
    idle.get("/once").await;
    idle.read_until("/once").await;
    let mut client = Client::in_memory(&connector).await;
    client.get("/slow").await;
    server.echo.slow_began.notified().await;

    server.tell_to_stop();
    assert_eq!(idle.read_to_end().await, "");
    server.echo.slow_goes_on.notify_one();
    assert!(client.read_to_end().await.ends_with("/slow"));
    server.end().await;
    assert!(connector.connect().await.is_err());
}

#[tokio::test]
async fn limits_hold_in_memory() {
    let (_server, connector) =
        Running::in_memory(&Settings::default().max_connections(1).max_headers(1));
    let mut first = Client::in_memory(&connector).await;
    first.get("/served").await;
    first.read_until("/served").await;
    let mut second = Client::in_memory(&connector).await;
    assert!(second.read_to_end().await.starts_with("HTTP/1.1 503 "));
    first
        .send("GET / HTTP/1.1\r\nhost: a\r\nx: y\r\n\r\n")
        .await;
    assert!(first.read_to_end().await.starts_with("HTTP/1.1 431 "));
}

#[tokio::test(start_paused = true)]
async fn deadlines_hold_in_memory() {
    let (server, connector) = Running::in_memory(&Settings::default());
    let mut silent = Client::in_memory(&connector).await;
    assert_eq!(silent.read_to_end().await, "");

    let mut body = Client::in_memory(&connector).await;
    body.send("POST /body HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\n1")
        .await;
    assert!(body.read_to_end().await.starts_with("HTTP/1.1 408 "));

    let mut unread = Client::in_memory(&connector).await;
    unread.get("/large").await;
    server.begun("/large").await;
    server.tell_to_stop();
    // A stop waits for less than the write deadline, but that has begun before.
    tokio::time::sleep(std::time::Duration::from_mins(2)).await;
    assert!(unread.read_to_end().await.len() < LARGE);
}

#[tokio::test]
async fn a_client_that_connects_before_the_server_serves_is_served() {
    let (listener, connector) = Listener::in_memory();
    let waiting = connector.connect().await.unwrap();
    let server = Server::from_listener(listener, &Settings::default());
    let service = tower::service_fn(|_: Request<Incoming>| async {
        Ok::<_, Infallible>(Response::new(Full::from("served")))
    });
    let ended = tokio::spawn(server.serve(move |_| service, std::future::pending()));
    let mut client = Client::of(waiting);
    client.send("GET / HTTP/1.0\r\n\r\n").await;
    assert!(client.read_to_end().await.ends_with("served"));
    ended.abort();
}

#[tokio::test]
async fn a_socket_that_listens_already_is_served() {
    let inherited = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = inherited.local_addr().unwrap();
    let listener = Listener::from_std(inherited).unwrap();
    assert_eq!(listener.local_addr(), Some(address));
    let server = Server::from_listener(listener, &Settings::default());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&seen);
    let make = move |connection: &Connection| {
        notes.lock().unwrap().push(connection.clone());
        tower::service_fn(|_: Request<Incoming>| async {
            Ok::<_, Infallible>(Response::new(Full::<Bytes>::from("served")))
        })
    };
    tokio::spawn(server.serve(make, std::future::pending()));
    let mut client = Client::connect(address).await;
    client.send("GET / HTTP/1.0\r\n\r\n").await;
    assert!(client.read_to_end().await.ends_with("served"));
    let expected = client.address();
    match &seen.lock().unwrap()[..] {
        [Connection::Tcp { peer, local, .. }] => assert_eq!((*peer, *local), (expected, address)),
        other => panic!("{other:?}"),
    }
}

/// The address of one connection, and not that of the listener.
#[tokio::test]
async fn a_listener_on_every_address_tells_the_one_that_was_used() {
    let settings = Settings::default().host("0.0.0.0").port(0);
    let server = Server::bind(&settings).await.unwrap();
    let port = server.local_addr().unwrap().port();
    tokio::spawn(server.serve(
        WithConnection::make(tower::service_fn(tell)),
        std::future::pending(),
    ));
    let mut client = Client::connect(([127, 0, 0, 1], port).into()).await;
    client.send("GET / HTTP/1.0\r\n\r\n").await;
    let response = client.read_to_end().await;
    let expected = format!(
        "Tcp {{ peer: {}, local: 127.0.0.1:{port} }}",
        client.address()
    );
    assert!(response.ends_with(&expected), "{response}");
}

async fn tell(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let text = match request.extensions().get::<Connection>() {
        Some(connection) => format!("{connection:?}"),
        None => "none".to_owned(),
    };
    Ok(Response::new(Full::from(text)))
}

/// Nobody else pays for it.
#[tokio::test]
async fn only_a_service_that_wants_it_finds_the_connection_in_the_extensions() {
    for (wants, expected) in [(true, "InMemory"), (false, "none")] {
        let (listener, connector) = Listener::in_memory();
        let server = Server::from_listener(listener, &Settings::default());
        let service = tower::service_fn(tell);
        let stop = std::future::pending();
        if wants {
            tokio::spawn(server.serve(WithConnection::make(service), stop));
        } else {
            tokio::spawn(server.serve(move |_| service, stop));
        }
        let mut client = Client::in_memory(&connector).await;
        client.send("GET / HTTP/1.0\r\n\r\n").await;
        let response = client.read_to_end().await;
        assert!(
            response.ends_with(&format!("\r\n\r\n{expected}")),
            "{response}"
        );
    }
}

#[tokio::test]
async fn a_peer_without_an_address_has_none_in_the_access_log() {
    let (lines, _log) = Lines::keep("twinlane::access");
    let (_server, connector) = Running::in_memory(&Settings::default().access_log(true));
    let mut client = Client::in_memory(&connector).await;
    client.get("/x").await;
    client.read_until("/x").await;
    assert_eq!(lines.text().trim_end(), " - \"GET /x HTTP/1.1\" 200 OK");
}

/// Services of others keep the settings: the access log, the limits, the stop.
#[tokio::test]
async fn a_router_of_axum_is_served() {
    use axum::{Extension, Router, routing::get};

    let (lines, _log) = Lines::keep("twinlane::access");
    let whoami = async |Extension(connection): Extension<Connection>| format!("{connection:?}");
    let router = Router::new().route("/whoami", get(whoami));
    let (listener, connector) = Listener::in_memory();
    let settings = Settings::default().access_log(true).max_headers(1);
    let server = Server::from_listener(listener, &settings);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let stop_of_server = async { drop(stopped.await) };
    let ended = tokio::spawn(server.serve(WithConnection::make(router), stop_of_server));

    let mut client = Client::in_memory(&connector).await;
    client.get("/whoami").await;
    client.read_until("\r\n\r\nInMemory").await;
    assert_eq!(
        lines.text().trim_end(),
        " - \"GET /whoami HTTP/1.1\" 200 OK"
    );
    let mut greedy = Client::in_memory(&connector).await;
    greedy
        .send("GET / HTTP/1.1\r\nhost: a\r\nx: y\r\n\r\n")
        .await;
    assert!(greedy.read_to_end().await.starts_with("HTTP/1.1 431 "));
    drop(stop);
    assert_eq!(client.read_to_end().await, "");
    assert!(ended.await.unwrap());
}

/// A service that answers every request.
fn answers() -> impl tower_service::Service<
    Request<Incoming>,
    Response = Response<Full<Bytes>>,
    Error = Infallible,
    Future: Send,
> + Clone
+ Send {
    tower::service_fn(async |_: Request<Incoming>| Ok(Response::new(Full::from("served"))))
}

#[tokio::test]
async fn a_dropped_server_cuts_its_connections_off() {
    let (listener, connector) = Listener::in_memory();
    let server = Server::from_listener(listener, &Settings::default());
    let serving = tokio::spawn(server.serve(|_| answers(), std::future::pending()));
    let mut client = Client::in_memory(&connector).await;
    client.get("/").await;
    client.read_until("served").await;
    serving.abort();
    assert_eq!(client.read_to_end().await, "");
}

#[tokio::test]
async fn a_panic_while_a_service_is_made_drops_that_connection_alone() {
    let (listener, connector) = Listener::in_memory();
    let server = Server::from_listener(listener, &Settings::default());
    let mut asked = 0;
    let make = move |_: &Connection| {
        asked += 1;
        assert_ne!(asked, 1, "no service");
        answers()
    };
    let task = tokio::spawn(server.serve(make, std::future::pending()));
    let mut first = Client::in_memory(&connector).await;
    assert_eq!(first.read_to_end().await, "");
    let mut second = Client::in_memory(&connector).await;
    second.get("/").await;
    second.read_until("served").await;
    task.abort();
}
