//! HTTPS.

mod authority;
mod client;

mod handshake;
mod options;
mod startup;
mod clients;
mod names;
mod reload;
mod redirect;
mod stop;
mod writes;

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use ::http::{Request, Response};
use http_body_util::Full;
use hyper::body::Bytes;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tower_service::Service;
use twinlane_server::{
    Connection, Incoming, Listener, MemoryConnector, Scheme, Server, Settings, TlsInfo, TlsSettings,
};

/// Answers `/large` with much, `/slow` when it is let go on, and all else with what it knows of the connection.
#[derive(Clone)]
struct Tell {
    tls: Option<TlsInfo>,
    goes_on: Arc<Notify>,
}

const LARGE: usize = 4 << 20;

impl Service<Request<Incoming>> for Tell {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Incoming>) -> Self::Future {
        let tell = self.clone();
        Box::pin(async move {
            let body = match request.uri().path() {
                "/large" => vec![b'x'; LARGE],
                "/some" => vec![b'x'; 100 << 10],
                "/slow" => {
                    tell.goes_on.notified().await;
                    b"slow".to_vec()
                }
                _ => tell.of(&request).into_bytes(),
            };
            Ok(Response::new(Full::from(body)))
        })
    }
}

impl Tell {
    fn of<B>(&self, request: &Request<B>) -> String {
        let scheme = request.extensions().get::<Scheme>();
        let scheme = scheme.map_or("none", |scheme| scheme.as_str());
        let Some(tls) = &self.tls else {
            return format!("{scheme} in the clear");
        };
        let client = tls.client_certificate();
        let client = client.map(|client| (client.dns_names(), client.uris()));
        format!(
            "{scheme} {:?} TLS {} {} {:?} {:?} {client:?}",
            request.version(),
            tls.version(),
            tls.cipher_suite(),
            tls.protocol(),
            tls.server_name(),
        )
    }
}

/// A server within TLS, in memory.
struct Tls {
    connector: MemoryConnector,
    goes_on: Arc<Notify>,
    stop: Arc<Notify>,
    ended: JoinHandle<bool>,
}

impl Tls {
    fn start(tls: TlsSettings) -> Self {
        Self::start_with(&Settings::new().tls(tls))
    }

    fn start_with(settings: &Settings) -> Self {
        Self::start_server(settings, |server| server)
    }

    fn start_server(settings: &Settings, change: impl FnOnce(Server) -> Server) -> Self {
        let (listener, connector) = Listener::in_memory();
        let server = change(Server::from_listener(listener, settings));
        let (goes_on, stop) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (told, going) = (Arc::clone(&stop), Arc::clone(&goes_on));
        let make = move |connection: &Connection| Tell {
            tls: connection.tls().cloned(),
            goes_on: Arc::clone(&going),
        };
        Self {
            connector,
            goes_on,
            stop,
            ended: tokio::spawn(server.serve(make, async move { told.notified().await })),
        }
    }

    /// Stops it. `true`: nothing was cut off.
    async fn end(self) -> bool {
        self.stop.notify_one();
        self.ended.await.unwrap()
    }
}
