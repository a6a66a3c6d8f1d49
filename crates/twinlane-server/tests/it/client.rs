//! A server of a test, and a client that writes and reads bytes.

use std::convert::Infallible;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use ::http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::sleep;
use tower_service::Service;
use twinlane_server::{Connection, Incoming, Listener, MemoryConnector, Server, Settings};

/// Answers with the path, to `/body` when it has read the body (408 if that takes too long), to `/host` with the host, to
/// `/large` with [`LARGE`] bytes, and with the status 599 to `/599`. The body of a request to
/// `/kept` outlives the response, until the test lets it go. `/slow` waits until the test lets it go on.
#[derive(Clone, Default)]
pub(crate) struct Echo {
    /// The paths of the requests that came, in their order.
    pub(crate) seen: Arc<Mutex<Vec<String>>>,
    pub(crate) slow_began: Arc<Notify>,
    pub(crate) slow_goes_on: Arc<Notify>,
    pub(crate) body_goes: Arc<Notify>,
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
            echo.seen.lock().unwrap().push(path.clone());
            let mut status = if path == "/599" { 599 } else { 200 };
            let host = request.headers().get("host").cloned();
            if path == "/body" {
                if let Err(error) = request.into_body().collect().await {
                    assert_eq!(error.kind(), ErrorKind::TimedOut, "{error}");
                    status = 408;
                }
            } else if path == "/kept" {
                let goes = Arc::clone(&echo.body_goes);
                tokio::spawn(async move {
                    goes.notified().await;
                    drop(request);
                });
            }
            let mut response = Response::new(match path.as_str() {
                "/large" => Full::from(vec![b'x'; LARGE]),
                "/host" => Full::from(
                    host.map_or(Bytes::new(), |host| Bytes::copy_from_slice(host.as_bytes())),
                ),
                _ => Full::from(path),
            });
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            Ok(response)
        })
    }
}

/// More than the sockets of a connection hold.
pub(crate) const LARGE: usize = 32 << 20;

/// A server that runs until it is told to stop.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) echo: Echo,
    stop: Arc<Notify>,
    ended: JoinHandle<bool>,
}

impl Running {
    pub(crate) async fn start(settings: Settings) -> Self {
        Self::of_server(Server::bind(&settings.port(0)).await.unwrap())
    }

    /// Starts a server on the places of the settings.
    pub(crate) async fn on(settings: &Settings) -> Self {
        let server = Server::bind(settings).await.unwrap();
        let address = server.local_addr().unwrap_or(([0; 4], 0).into());
        Self::of(server, address)
    }

    /// Starts a server within the process, without an address.
    pub(crate) fn in_memory(settings: &Settings) -> (Self, MemoryConnector) {
        let (listener, connector) = Listener::in_memory();
        let server = Server::from_listener(listener, settings);
        assert_eq!(server.local_addr(), None);
        (Self::of(server, ([0; 4], 0).into()), connector)
    }

    pub(crate) fn of_server(server: Server) -> Self {
        let address = server.local_addr().unwrap();
        Self::of(server, address)
    }

    fn of(server: Server, address: SocketAddr) -> Self {
        let (echo, stop) = (Echo::default(), Arc::new(Notify::new()));
        let (service, stopped) = (echo.clone(), Arc::clone(&stop));
        let ended = tokio::spawn(async move {
            let stopped = async move { stopped.notified().await };
            server
                .serve(move |_: &Connection| service.clone(), stopped)
                .await
        });
        Self {
            address,
            echo,
            stop,
            ended,
        }
    }

    pub(crate) async fn connect(&self) -> Client {
        Client::connect(self.address).await
    }

    /// Waits until a request of this path has come.
    pub(crate) async fn begun(&self, path: &str) {
        while !self
            .echo
            .seen
            .lock()
            .unwrap()
            .iter()
            .any(|seen| seen == path)
        {
            tokio::task::yield_now().await;
        }
    }

    pub(crate) fn tell_to_stop(&self) {
        self.stop.notify_one();
    }

    /// Waits for the server's end, which cuts nothing off.
    pub(crate) async fn end(self) {
        assert!(self.ended.await.unwrap(), "something was cut off");
    }

    /// Waits for the server's end, which cuts something off.
    pub(crate) async fn end_with_a_cut(self) {
        assert!(!self.ended.await.unwrap(), "nothing was cut off");
    }
}

/// One connection.
pub(crate) struct Client<T = TcpStream>(T);

impl Client<DuplexStream> {
    pub(crate) async fn in_memory(connector: &MemoryConnector) -> Self {
        Self(connector.connect().await.unwrap())
    }
}

impl Client {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        Self(TcpStream::connect(address).await.unwrap())
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.0.local_addr().unwrap()
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

    /// Sends a byte again and again, until the server answers and closes the connection: its response.
    pub(crate) async fn drip(&mut self, every: Duration) -> String {
        let (mut response, mut sending) = self.0.split();
        let drips = async {
            while sending.write_all(b"x").await.is_ok() {
                sleep(every).await;
            }
            std::future::pending::<()>().await;
        };
        let mut bytes = Vec::new();
        tokio::select! {
            () = drips => {}
            _ = response.read_to_end(&mut bytes) => {}
        }
        String::from_utf8(bytes).unwrap()
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> Client<T> {
    pub(crate) fn of(stream: T) -> Self {
        Self(stream)
    }

    pub(crate) async fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    /// Asks for a path, on a connection that is kept.
    pub(crate) async fn get(&mut self, path: &str) {
        self.send(&format!("GET {path} HTTP/1.1\r\nhost: a\r\n\r\n"))
            .await;
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

    /// Reads at most so many bytes; 0 when the server has closed the connection.
    pub(crate) async fn read_some(&mut self, most: usize) -> usize {
        self.0.read(&mut vec![0; most]).await.unwrap_or(0)
    }

    pub(crate) async fn read_exact(&mut self, bytes: &mut [u8]) {
        self.0.read_exact(bytes).await.unwrap();
    }

    /// Reads until the server closes the connection.
    pub(crate) async fn read_to_end(&mut self) -> String {
        let mut bytes = Vec::new();
        // A server may also reset what it refuses.
        let _ = self.0.read_to_end(&mut bytes).await;
        String::from_utf8(bytes).unwrap()
    }
}
