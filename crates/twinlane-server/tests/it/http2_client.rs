//! A client of HTTP/2 for tests.

use std::future::poll_fn;
use std::net::SocketAddr;

use ::http::{HeaderMap, Method, Request, Response, StatusCode};
use h2::client::{Builder, ResponseFuture, SendRequest};
use h2::{Ping, PingPong, RecvStream, SendStream};
use hyper::body::Bytes;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use twinlane_server::MemoryConnector;

/// One connection.
pub(crate) struct Http2 {
    requests: SendRequest<Bytes>,
    pings: PingPong,
    ended: JoinHandle<Result<(), h2::Error>>,
}

/// A response that has been read whole.
pub(crate) struct Read {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    pub(crate) trailers: Option<HeaderMap>,
}

impl Http2 {
    pub(crate) async fn in_memory(connector: &MemoryConnector) -> Self {
        Self::of(connector.connect().await.unwrap()).await
    }

    pub(crate) async fn of_tcp(address: SocketAddr) -> Self {
        Self::of(TcpStream::connect(address).await.unwrap()).await
    }

    pub(crate) async fn of(stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static) -> Self {
        // The room for a response is made by the test.
        let handshake = Builder::new().handshake(stream);
        let (requests, mut connection) = handshake.await.unwrap();
        let pings = connection.ping_pong().unwrap();
        Self {
            requests,
            pings,
            ended: tokio::spawn(connection),
        }
    }

    pub(crate) fn request(path: &str) -> Request<()> {
        let uri = format!("http://a.test{path}");
        Request::builder().uri(uri).body(()).unwrap()
    }

    /// Sends the head of a request.
    pub(crate) async fn send(
        &mut self,
        request: Request<()>,
        is_end: bool,
    ) -> (ResponseFuture, SendStream<Bytes>) {
        poll_fn(|cx| self.requests.poll_ready(cx)).await.unwrap();
        self.requests.send_request(request, is_end).unwrap()
    }

    pub(crate) async fn post(&mut self, path: &str) -> (ResponseFuture, SendStream<Bytes>) {
        let mut request = Self::request(path);
        *request.method_mut() = Method::POST;
        self.send(request, false).await
    }

    /// Asks for a path. The response has to be read.
    pub(crate) async fn begin(&mut self, path: &str) -> ResponseFuture {
        self.send(Self::request(path), true).await.0
    }

    pub(crate) async fn ask(&mut self, request: Request<()>) -> Read {
        read(self.send(request, true).await.0).await
    }

    pub(crate) async fn get(&mut self, path: &str) -> Read {
        self.ask(Self::request(path)).await
    }

    pub(crate) async fn ping(&mut self) -> Result<(), h2::Error> {
        self.pings.ping(Ping::opaque()).await.map(drop)
    }

    pub(crate) fn max_streams(&self) -> usize {
        self.requests.current_max_send_streams()
    }

    /// The end of the connection by the server.
    pub(crate) async fn ended(&mut self) -> Result<(), h2::Error> {
        (&mut self.ended).await.unwrap()
    }
}

pub(crate) async fn read(response: ResponseFuture) -> Read {
    let (head, mut body) = response.await.unwrap().into_parts();
    let mut bytes = Vec::new();
    while let Some(piece) = read_some(&mut body).await {
        bytes.extend(piece.unwrap());
    }
    Read {
        status: head.status,
        headers: head.headers,
        body: bytes,
        trailers: body.trailers().await.unwrap(),
    }
}

/// The next piece of a body. Makes room for as much.
pub(crate) async fn read_some(body: &mut RecvStream) -> Option<Result<Bytes, h2::Error>> {
    let piece = body.data().await?;
    if let Ok(piece) = &piece {
        body.flow_control().release_capacity(piece.len()).unwrap();
    }
    Some(piece)
}

/// The body of a response that has begun.
pub(crate) async fn body_of(response: ResponseFuture) -> RecvStream {
    response.await.map(Response::into_body).unwrap()
}
