//! WebSockets over real connections: of an application below axum, and of axum below an application.

use std::net::SocketAddr;

use axum::response::IntoResponse as _;
use axum::routing::get as axum_get;
use bytes::BytesMut;
use http::{HeaderMap, StatusCode};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tracing::level_filters::LevelFilter;
use twinlane::prelude::*;
use twinlane::server::Upgrade;
use twinlane::testing::TestServer;
use twinlane_log_lines::LogLines;
use twinlane_websocket::{Agreed, ClientHandshake, CloseFrame, Event, Handshake, Reader, Writer};

/// The client's side of a connection.
pub(crate) struct Client<S> {
    stream: S,
    reader: Reader,
    writer: Writer,
    input: BytesMut,
}

impl Client<TcpStream> {
    /// Connects, or returns the response that refuses.
    async fn connect(address: SocketAddr, path: &str) -> Result<Self, (StatusCode, String)> {
        let stream = TcpStream::connect(address).await.unwrap();
        Self::over(stream, path).await
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Client<S> {
    /// The same over a stream that is there.
    pub(crate) async fn over(mut stream: S, path: &str) -> Result<Self, (StatusCode, String)> {
        let handshake = ClientHandshake::new(true);
        let mut request = format!("GET {path} HTTP/1.1\r\nhost: shop.example\r\n");
        for (name, value) in &handshake.headers() {
            request.extend([name.as_str(), ": ", value.to_str().unwrap(), "\r\n"]);
        }
        request += "\r\n";
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut input = BytesMut::new();
        let end = loop {
            if let Some(end) = input.windows(4).position(|four| four == b"\r\n\r\n") {
                break end;
            }
            assert_ne!(stream.read_buf(&mut input).await.unwrap(), 0, "{input:?}");
        };
        let head = input.split_to(end + 4);
        let (status, headers) = parsed(std::str::from_utf8(&head).unwrap());
        let Ok(agreed) = handshake.check(status, &headers) else {
            let length = headers
                .get("content-length")
                .map_or("0", |length| length.to_str().unwrap());
            while input.len() < length.parse().unwrap() {
                assert_ne!(stream.read_buf(&mut input).await.unwrap(), 0);
            }
            return Err((status, String::from_utf8(input.to_vec()).unwrap()));
        };
        assert_eq!(agreed.is_compressed(), !path.contains("axum"));
        Ok(Self {
            stream,
            reader: Reader::client(agreed, 1 << 20),
            writer: Writer::client(agreed),
            input,
        })
    }

    pub(crate) async fn send(&mut self, text: &str) {
        let mut output = BytesMut::new();
        self.writer.write_text(text, &mut output);
        self.stream.write_all(&output).await.unwrap();
    }

    pub(crate) async fn receive(&mut self) -> Event {
        loop {
            if let Some(event) = self.reader.read(&mut self.input) {
                return event;
            }
            assert_ne!(self.stream.read_buf(&mut self.input).await.unwrap(), 0);
        }
    }

    pub(crate) async fn close(&mut self, code: u16, reason: &str) {
        let mut output = BytesMut::new();
        let frame = CloseFrame::new(code, reason);
        self.writer.write_close(Some(&frame), &mut output);
        self.stream.write_all(&output).await.unwrap();
    }

    /// The server has closed the connection.
    async fn is_at_end(&mut self) -> bool {
        self.stream.read_buf(&mut self.input).await.unwrap() == 0
    }
}

fn parsed(head: &str) -> (StatusCode, HeaderMap) {
    let mut lines = head.trim_end().split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap();
    let headers = lines.map(|line| {
        let (name, value) = line.split_once(": ").unwrap();
        (name.parse().unwrap(), value.parse().unwrap())
    });
    (status.parse().unwrap(), headers.collect())
}

pub(crate) fn text(text: &str) -> Event {
    Event::Text(text.to_owned())
}

pub(crate) fn close(code: u16, reason: &str) -> Event {
    Event::Close(Some(CloseFrame::new(code, reason)))
}

/// Says where it is, then what it is sent.
#[websocket("/rooms/{room}/ws")]
async fn echo(mut socket: WebSocket, room: i64) -> Result<()> {
    socket.accept().await?;
    socket
        .send_text(format!("{room} at {}", socket.url()))
        .await?;
    while let Some(text) = socket.iter_text().next().await {
        socket.send_text(text).await?;
    }
    Err(WebSocketError::new(4001, "never").into())
}

#[websocket("/closes")]
async fn closes(mut socket: WebSocket) -> Result<()> {
    socket.accept().await?;
    Err(WebSocketError::new(4001, "once").into())
}

fn app() -> App {
    App::new().routes(routes![echo, closes])
}

/// Served by axum itself.
async fn served(router: axum::Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async { axum::serve(listener, router).await });
    address
}

/// Everything that an echo does.
async fn uses(address: SocketAddr, path: &str, url: &str) {
    let mut client = Client::connect(address, &format!("{path}/rooms/7/ws"))
        .await
        .unwrap();
    assert_eq!(client.receive().await, text(&format!("7 at {url}")));
    let long = "long ".repeat(50_000);
    for sent in ["a", "", &long] {
        client.send(sent).await;
        assert_eq!(client.receive().await, text(sent));
    }
    client.close(4000, "bye").await;
    assert_eq!(client.receive().await, close(4000, "bye"));
    assert!(client.is_at_end().await);

    let mut client = Client::connect(address, &format!("{path}/closes"))
        .await
        .unwrap();
    assert_eq!(client.receive().await, close(4001, "once"));
    client.close(4001, "once").await;
    assert!(client.is_at_end().await);

    for (below, expected) in [("/none", 403), ("/rooms/x/ws", 403)] {
        let refused = Client::connect(address, &format!("{path}{below}")).await;
        assert_eq!(refused.err().unwrap().0, expected, "{below}");
    }
}

#[tokio::test]
async fn below_a_path_of_axum() {
    let service = app().into_service().unwrap();
    let service = service.with_root_path("/api".parse().unwrap());
    let address = served(axum::Router::new().nest_service("/api", service)).await;
    uses(address, "/api", "ws://shop.example/api/rooms/7/ws").await;
}

#[tokio::test]
async fn as_the_fallback_of_axum() {
    let service = app().into_service().unwrap();
    let router = axum::Router::new().route("/other", axum_get(async || "other"));
    let address = served(router.fallback_service(service)).await;
    uses(address, "", "ws://shop.example/rooms/7/ws").await;
}

#[tokio::test]
async fn a_stop_tells_the_connections_that_axum_serves() {
    let running = app().check().unwrap().start().await.unwrap();
    let address = served(axum::Router::new().fallback_service(running.service())).await;
    let mut client = Client::connect(address, "/rooms/7/ws").await.unwrap();
    assert!(matches!(client.receive().await, Event::Text(_)));
    let stopped = tokio::spawn(running.stop());
    assert_eq!(client.receive().await, close(1012, ""));
    client.close(1012, "").await;
    stopped.await.unwrap().unwrap();
}

/// A layer that makes a new request of the old one loses the connection, and the log says so.
#[tokio::test]
async fn a_layer_that_loses_the_connection_is_told() {
    let (lines, _log) = LogLines::keep(LevelFilter::ERROR);
    let loses = axum::middleware::map_request(async |request: axum::extract::Request| {
        let (mut parts, body) = request.into_parts();
        parts.extensions.clear();
        axum::extract::Request::from_parts(parts, body)
    });
    let service = app().into_service().unwrap();
    let router = axum::Router::new().fallback_service(service).layer(loses);
    let refused = Client::connect(served(router).await, "/closes").await;
    let expected = (
        StatusCode::INTERNAL_SERVER_ERROR,
        "Internal Server Error".to_owned(),
    );
    assert_eq!(refused.err(), Some(expected));
    let lines = lines.text();
    assert!(
        lines.contains("does not let a request become a WebSocket"),
        "{lines}"
    );
}

/// A WebSocket of axum: its `WebSocketUpgrade` takes the connection in the same way.
async fn foreign(mut request: axum::extract::Request) -> axum::response::Response {
    let handshake = Handshake::of(request.method(), request.headers()).unwrap();
    let Some(upgrade) = Upgrade::take(request.extensions_mut()) else {
        return StatusCode::UPGRADE_REQUIRED.into_response();
    };
    let (headers, _) = handshake.accept(false);
    tokio::spawn(async {
        let mut stream = upgrade.await.unwrap();
        let mut reader = Reader::server(Agreed::default(), 1 << 20);
        let mut writer = Writer::server(Agreed::default());
        let (mut input, mut output) = (BytesMut::new(), BytesMut::new());
        while stream.read_buf(&mut input).await.is_ok_and(|read| read > 0) {
            match reader.read(&mut input) {
                Some(Event::Text(text)) => writer.write_text(&text, &mut output),
                Some(Event::Close(frame)) => writer.write_close(frame.as_ref(), &mut output),
                _ => continue,
            }
            stream.write_all_buf(&mut output).await.unwrap();
        }
    });
    (StatusCode::SWITCHING_PROTOCOLS, headers).into_response()
}

fn axum_router() -> axum::Router {
    axum::Router::new().route("/ws", axum_get(foreign))
}

async fn uses_foreign(server: &TestServer, path: &str) {
    let mut client = Client::connect(server.address(), path).await.unwrap();
    for sent in ["a", "b"] {
        client.send(sent).await;
        assert_eq!(client.receive().await, text(sent));
    }
    client.close(1000, "").await;
    assert_eq!(client.receive().await, close(1000, ""));
}

#[tokio::test]
async fn a_websocket_of_axum_is_mounted() {
    let alone = App::new().mount("/axum", axum_router());
    let beside = app().mount("/axum", axum_router()).mount("/own", app());
    let within = App::new().mount("/v1", App::new().mount("/axum", axum_router()));
    for (app, path) in [
        (alone, "/axum/ws"),
        (beside, "/axum/ws"),
        (within, "/v1/axum/ws"),
    ] {
        let server = TestServer::start(app.middleware(GZip::new()))
            .await
            .unwrap();
        uses_foreign(&server, path).await;
        server.stop().await.unwrap();
    }
}

#[tokio::test]
async fn a_stop_cuts_off_a_websocket_of_axum() {
    let app = app().mount("/axum", axum_router());
    let server = TestServer::start(app).await.unwrap();
    let mut client = Client::connect(server.address(), "/axum/ws").await.unwrap();
    client.send("a").await;
    assert_eq!(client.receive().await, text("a"));
    drop(server);
    assert!(client.is_at_end().await);
}

#[tokio::test]
async fn in_a_mounted_application() {
    let app = App::new().mount("/api", app());
    let server = TestServer::start(app).await.unwrap();
    uses(server.address(), "/api", "ws://shop.example/api/rooms/7/ws").await;
}
