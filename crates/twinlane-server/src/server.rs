//! Accepting connections, serving them, and stopping.

use std::convert::Infallible;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tower_service::Service;
use tracing::{debug, info, warn};
use twinlane_lanes::InFlight;

use crate::access_log::AccessLog;
use crate::listener::{self, BindError};
use crate::settings::Settings;

/// A socket that listens. It answers from [`serve`](Self::serve) on.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    settings: Settings,
}

/// A connection, as the services made for it may want to know it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Connection {
    /// Who is on the other side.
    pub peer: SocketAddr,
}

impl Server {
    /// Listens on the address of the settings.
    ///
    /// # Errors
    ///
    /// Where the address cannot be had: the message says what to do.
    pub async fn bind(settings: &Settings) -> Result<Self, BindError> {
        let listener = listener::listen(settings).await?;
        let address = listener.local_addr().map_err(|source| BindError {
            address: format!("{}:{}", settings.host, settings.port),
            source,
        })?;
        Ok(Self {
            listener,
            address,
            settings: settings.clone(),
        })
    }

    /// The address it listens on, with the port that was found where the settings say 0.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop` is ready, then finishes what is in flight.
    ///
    /// `make` makes the service of each connection. After `stop`, no connection is accepted, idle ones are closed, and
    /// requests that have been received are answered; the settings' `shutdown_timeout` bounds the wait.
    pub async fn serve<M, S, B>(self, mut make: M, stop: impl Future<Output = ()>)
    where
        M: FnMut(&Connection) -> S,
        S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible>
            + Clone
            + Send
            + 'static,
        S::Future: Send + 'static,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let shared = Arc::new(Shared::new(&self.settings));
        let mut stop = std::pin::pin!(stop);
        loop {
            let (stream, peer) = tokio::select! {
                biased;
                () = &mut stop => break,
                accepted = listener::accept(&self.listener) => accepted,
            };
            let service = make(&Connection { peer });
            if self.settings.access_log {
                spawn_connection(stream, AccessLog::new(service, peer), Arc::clone(&shared));
            } else {
                spawn_connection(stream, service, Arc::clone(&shared));
            }
        }
        drop(self.listener);
        shared.finish(&self.settings).await;
    }
}

/// What all connections of a server use.
struct Shared {
    http: http1::Builder,
    stopping: Stopping,
    open: InFlight,
}

impl Shared {
    fn new(settings: &Settings) -> Self {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(settings.header_timeout)
            // Hyper takes no smaller buffer.
            .max_buf_size(settings.max_header_bytes.max(8192));
        // Told its own default, hyper makes room for the headers on the heap, request by request.
        if settings.max_headers != HYPERS_MAX_HEADERS {
            http.max_headers(settings.max_headers);
        }
        Self {
            http,
            stopping: Stopping::default(),
            open: InFlight::new(),
        }
    }

    /// Waits for the connections to end.
    async fn finish(&self, settings: &Settings) {
        self.stopping.start();
        let open = self.open.count();
        if open > 0 {
            info!("stopping: waiting for {open} connections to finish what is in flight");
        }
        match settings.shutdown_timeout {
            None => self.open.wait_idle().await,
            Some(time) => {
                if tokio::time::timeout(time, self.open.wait_idle())
                    .await
                    .is_err()
                {
                    warn!(
                        "stopping: {} connections had not finished after {time:?}",
                        self.open.count()
                    );
                }
            }
        }
    }
}

/// Whether the server stops, and who wants to be woken when it does.
#[derive(Default)]
struct Stopping {
    started: AtomicBool,
    news: Notify,
}

impl Stopping {
    fn start(&self) {
        self.started.store(true, Ordering::Release);
        self.news.notify_waiters();
    }
}

/// What hyper allows where it is told nothing.
const HYPERS_MAX_HEADERS: usize = 100;

fn spawn_connection<S, B>(stream: TcpStream, service: S, shared: Arc<Shared>)
where
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send + 'static,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let connection = async move {
        let _open = shared.open.track();
        let connection = shared
            .http
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        let mut connection = std::pin::pin!(connection);
        let mut news = std::pin::pin!(shared.stopping.news.notified());
        let (mut listens, mut stops) = (false, false);
        let ended = poll_fn(|cx| {
            // A task has one waker, so asking for news once is enough: no poll after the first pays for it.
            if !listens {
                let _ = news.as_mut().poll(cx);
                listens = true;
            }
            if !stops && shared.stopping.started.load(Ordering::Acquire) {
                connection.as_mut().graceful_shutdown();
                stops = true;
            }
            connection.as_mut().poll(cx)
        })
        .await;
        if let Err(error) = ended {
            debug!("a connection ended early: {error}");
        }
    };
    tokio::spawn(twinlane_lanes::watch(Box::pin(connection)));
}
