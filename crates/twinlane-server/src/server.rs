//! Accepting connections, serving them, and stopping.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::TokioTimer;
use tokio::net::TcpListener;
use tower_service::Service;
use tracing::{info, warn};
use twinlane_lanes::InFlight;

use crate::access_log::AccessLog;
use crate::connection::{self, Stopping};
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
    /// `make` makes the service of each connection. After `stop`, no connection is accepted, idle ones are closed, and
    /// requests that have been received are answered; the settings' `shutdown_timeout` bounds the wait. `false`: some
    /// had not been by then, and go on until the runtime ends.
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
        loop {
            let (stream, peer) = tokio::select! {
                biased;
                () = &mut stop => break,
                accepted = listener::accept(&self.listener) => accepted,
            };
            let service = make(&Connection { peer });
            if self.settings.access_log {
                connection::spawn(stream, AccessLog::new(service, peer), Arc::clone(&shared));
            } else {
                connection::spawn(stream, service, Arc::clone(&shared));
            }
        }
        drop(self.listener);
        shared.finish(&self.settings).await
    }
}

/// What all connections of a server use.
pub(crate) struct Shared {
    pub(crate) http: http1::Builder,
    pub(crate) stopping: Stopping,
    pub(crate) open: InFlight,
}

impl Shared {
    fn new(settings: &Settings) -> Self {
        // Not `pipeline_flush`: it holds an answer back while anything of a later request has been read.
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

    /// Waits for the connections to end. `false`: some have not.
    async fn finish(&self, settings: &Settings) -> bool {
        self.stopping.start();
        let open = self.open.count();
        if open > 0 {
            let open = connections(open);
            let limit = match settings.shutdown_timeout {
                None => {
                    "a second signal ends it at once, `--shutdown-timeout` by itself".to_owned()
                }
                Some(time) => format!("for up to {time:?}"),
            };
            info!("stopping: waiting for {open} to finish what is in flight ({limit})");
        }
        match settings.shutdown_timeout {
            None => {
                self.open.wait_idle().await;
                true
            }
            Some(time) => {
                let ended = tokio::time::timeout(time, self.open.wait_idle()).await;
                if ended.is_err() {
                    let open = connections(self.open.count());
                    warn!("stopping: {open} had not finished after {time:?}");
                }
                ended.is_ok()
            }
        }
    }
}

fn connections(count: usize) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} connection{plural}")
}

/// What hyper allows where it is told nothing.
const HYPERS_MAX_HEADERS: usize = 100;
