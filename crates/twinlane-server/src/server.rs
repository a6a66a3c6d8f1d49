//! Accepting connections, serving them, and stopping.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use hyper::server::conn::http1;
use hyper_util::rt::TokioTimer;
use tokio::net::TcpListener;
use tokio::time::timeout;
use tower_service::Service;
use tracing::{info, warn};
use twinlane_lanes::InFlight;

use crate::access_log::AccessLog;
use crate::connection;
use crate::incoming::Incoming;
use crate::listener::{self, BindError};
use crate::overload::Overload;
use crate::pace::PaceLimits;
use crate::settings::Settings;
use crate::stopping::Stopping;

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
            address: listener::address(settings),
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
    /// `make` makes the service of each connection. After `stop`, no connection is accepted, those with nothing in flight
    /// are closed at once, and requests that have been received are answered. What has not ended within the settings'
    /// `shutdown_timeout` is cut off: its connection is closed and its future dropped. `false`: some was.
    pub async fn serve<M, S, B>(self, mut make: M, stop: impl Future<Output = ()>) -> bool
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
        let mut overload = Overload::new(&self.settings);
        if overload.most() < self.settings.max_connections {
            let most = overload.most();
            info!(
                "at most {most} connections at a time, for want of file descriptors: see `ulimit -n`"
            );
        }
        loop {
            let (stream, peer) = tokio::select! {
                biased;
                () = &mut stop => break,
                accepted = listener::accept(&self.listener) => accepted,
            };
            let Some((stream, open)) = overload.admit(stream, &shared.open) else {
                continue;
            };
            let service = make(&Connection { peer });
            let shared = Arc::clone(&shared);
            if self.settings.access_log {
                connection::spawn(stream, AccessLog::new(service, peer), shared, open);
            } else {
                connection::spawn(stream, service, shared, open);
            }
        }
        drop(self.listener);
        shared.finish(&self.settings).await
    }
}

/// What all connections of a server use.
pub(crate) struct Shared {
    pub(crate) http: http1::Builder,
    /// Of the bodies of requests.
    pub(crate) bodies: PaceLimits,
    /// Of responses.
    pub(crate) writes: PaceLimits,
    pub(crate) stopping: Stopping,
    pub(crate) open: InFlight,
}

impl Shared {
    fn new(settings: &Settings) -> Self {
        // Not `pipeline_flush`: it holds a response back while anything of a later request has been read.
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(settings.header_timeout)
            .max_header_size(settings.max_header_bytes)
            // Hyper takes no smaller buffer.
            .max_buf_size(settings.max_header_bytes.max(8192));
        // Told its own default, hyper makes room for the headers on the heap, request by request.
        if settings.max_headers != HYPERS_MAX_HEADERS {
            http.max_headers(settings.max_headers);
        }
        let min_rate = settings.min_rate;
        Self {
            http,
            bodies: PaceLimits {
                idle: settings.body_idle_timeout,
                min_rate,
            },
            writes: PaceLimits {
                idle: settings.write_timeout,
                min_rate,
            },
            stopping: Stopping::default(),
            open: InFlight::new(),
        }
    }

    /// Waits for the connections to end. `false`: some were cut off.
    async fn finish(&self, settings: &Settings) -> bool {
        self.stopping.begun.comes();
        // Those with nothing in flight end at once.
        tokio::task::yield_now().await;
        let Some(time) = settings.shutdown_timeout else {
            self.say_what_is_left(
                "a second signal ends it at once, `--shutdown-timeout` by itself",
            );
            self.open.wait_idle().await;
            return true;
        };
        self.say_what_is_left(&format!("for up to {time:?}"));
        if timeout(time, self.open.wait_idle()).await.is_ok() {
            return true;
        }
        let open = connections(self.open.count());
        warn!("stopping: {open} had not finished after {time:?} and are cut off");
        self.stopping.cut.comes();
        // One whose handler blocks its worker cannot be.
        let _ = timeout(LONGEST_CUT, self.open.wait_idle()).await;
        false
    }

    fn say_what_is_left(&self, limit: &str) {
        let open = self.open.count();
        if open > 0 {
            let open = connections(open);
            info!("stopping: waiting for {open} to finish what is in flight ({limit})");
        }
    }
}

fn connections(count: usize) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} connection{plural}")
}

const LONGEST_CUT: Duration = Duration::from_secs(1);

/// What hyper allows where it is told nothing.
const HYPERS_MAX_HEADERS: usize = 100;
