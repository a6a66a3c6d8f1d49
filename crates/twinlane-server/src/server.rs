//! Accepting connections, serving them, and stopping.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use tokio::net::TcpListener;
use tower_service::Service;
use tracing::info;

use crate::access_log::AccessLog;
use crate::connection;
use crate::connections::Connections;
use crate::incoming::Incoming;
use crate::listener::{self, BindError};
use crate::overload::Overload;
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
        let connections = Arc::new(Connections::new(&self.settings));
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
            let Some((stream, open)) = overload.admit(stream, &connections.open) else {
                continue;
            };
            let service = make(&Connection { peer });
            let connections = Arc::clone(&connections);
            if self.settings.access_log {
                connection::spawn(stream, AccessLog::new(service, peer), connections, open);
            } else {
                connection::spawn(stream, service, connections, open);
            }
        }
        drop(self.listener);
        connections.finish(&self.settings).await
    }
}
