//! A server of a test, and a client that writes and reads bytes.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use ::http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tower_service::Service;
use twinlane_server::{Connection, Incoming, Server, Settings};

/// Answers with the path, to `/body` when it has read the body, and with the status 599 to `/599`. `/slow` waits until the test lets it go on.
#[derive(Clone, Default)]
pub(crate) struct Echo {
    pub(crate) slow_began: Arc<Notify>,
    pub(crate) slow_goes_on: Arc<Notify>,
}

impl Service<Request<Incoming>> for Echo {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Incoming>) -> Self::Future {
        let echo = self.clone();
        Box::pin(async move {
            let path = request.uri().path().to_owned();
            if path == "/slow" {
                echo.slow_began.notify_one();
                echo.slow_goes_on.notified().await;
            }
            if path == "/body" {
                request.into_body().collect().await.unwrap();
            }
            let status = if path == "/599" { 599 } else { 200 };
            let mut response = Response::new(Full::from(path));
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            Ok(response)
        })
    }
}

/// A server that runs until it is told to stop.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) echo: Echo,
    stop: Arc<Notify>,
    ended: JoinHandle<()>,
}

impl Running {
    pub(crate) async fn start(settings: Settings) -> Self {
        let server = Server::bind(&settings.port(0)).await.unwrap();
        let address = server.local_addr();
        let (echo, stop) = (Echo::default(), Arc::new(Notify::new()));
        let (service, stopped) = (echo.clone(), Arc::clone(&stop));
        let ended = tokio::spawn(async move {
            let stopped = async move { stopped.notified().await };
            server
                .serve(move |_: &Connection| service.clone(), stopped)
                .await;
        });
        Self {
            address,
            echo,
            stop,
            ended,
        }
    }

    pub(crate) async fn connect(&self) -> Client {
        Client(TcpStream::connect(self.address).await.unwrap())
    }

    pub(crate) fn tell_to_stop(&self) {
        self.stop.notify_one();
    }

    /// Waits for the server's end.
    pub(crate) async fn end(self) {
        self.ended.await.unwrap();
    }
}

/// One connection.
pub(crate) struct Client(TcpStream);

impl Client {
    pub(crate) fn address(&self) -> SocketAddr {
        self.0.local_addr().unwrap()
    }

    pub(crate) async fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    /// Asks for a path, on a connection that is kept.
    pub(crate) async fn get(&mut self, path: &str) {
        self.send(&format!("GET {path} HTTP/1.1\r\nhost: a\r\n\r\n"))
            .await;
    }

    /// Sends request after request, and reads the answers, until the server has closed the connection.
    ///
    /// Tells `answered` of the first.
    pub(crate) async fn ask_until_closed(&mut self, answered: &Notify) {
        let requests = "GET /again HTTP/1.1\r\nhost: a\r\n\r\n".repeat(1000);
        let (mut answers, mut asking) = self.0.split();
        let asks = async { while asking.write_all(requests.as_bytes()).await.is_ok() {} };
        let reads = async {
            let mut bytes = vec![0; 1 << 16];
            while answers.read(&mut bytes).await.is_ok_and(|read| read > 0) {
                answered.notify_one();
            }
        };
        tokio::select! {
            () = asks => {}
            () = reads => {}
        }
    }

    /// Reads up to and with this text.
    pub(crate) async fn read_until(&mut self, end: &str) -> String {
        let mut text = String::new();
        while !text.ends_with(end) {
            let byte = self
                .0
                .read_u8()
                .await
                .unwrap_or_else(|error| panic!("{error} after {text:?}"));
            text.push(char::from(byte));
        }
        text
    }

    /// Reads until the server closes the connection.
    pub(crate) async fn read_to_end(&mut self) -> String {
        let mut bytes = Vec::new();
        // A server may also reset what it refuses.
        let _ = self.0.read_to_end(&mut bytes).await;
        String::from_utf8(bytes).unwrap()
    }
}
