//! Accepting connections, serving them, and stopping.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use tower_service::Service;
use tracing::{error, info};
use twinlane_lanes::Panicked;

use crate::access_log::AccessLog;
use crate::arrivals::Arrivals;
use crate::connection;
use crate::connection_info::Connection;
use crate::connections::Connections;
use crate::incoming::Incoming;
use crate::listener::{BindError, ListenAddress, Listener};
use crate::log_text::LogText;
use crate::overload::Overload;
use crate::settings::Settings;
use crate::transport::{Arrived, Transport};

/// A server with its listener. It answers from [`serve`](Self::serve) on.
#[derive(Debug)]
pub struct Server {
    listener: Listener,
    transport: Transport,
    settings: Settings,
}

impl Server {
    /// Listens on all places of the settings. See [`Reservation`](crate::Reservation) for a program that has something to do before clients
    /// can connect.
    ///
    /// # Errors
    ///
    /// All places that cannot be had: the message says what to do.
    pub async fn bind(settings: &Settings) -> Result<Self, BindError> {
        let listener = Listener::bind(settings).await?;
        Ok(Self::from_listener(listener, settings))
    }

    /// A server of this listener. The settings' places are not used.
    pub fn from_listener(listener: Listener, settings: &Settings) -> Self {
        Self {
            listener,
            transport: Transport::new(settings),
            settings: settings.clone(),
        }
    }

    /// The first port that it listens on, with the number that was found if the settings say 0. `None` if its listener has none.
    pub fn local_addr(&self) -> Option<SocketAddr> {
        self.listener.local_addr()
    }

    /// All places where it listens.
    pub fn addresses(&self) -> impl Iterator<Item = ListenAddress> {
        self.listener.addresses()
    }

    #[cfg(test)]
    pub(crate) fn transport(mut self, transport: Transport) -> Self {
        self.transport = transport;
        self
    }

    /// Serves until `stop` is ready, then finishes what is in flight.
    ///
    /// `make` makes the service of each connection: see [`WithConnection::make`](crate::WithConnection::make) for one that serves
    /// them all. After `stop`, no connection is accepted, those with nothing in flight
    /// are closed at once, and requests that have been received are answered. What has not ended within the settings'
    /// `shutdown_timeout` is cut off: its connection is closed and its future dropped. `false`: some was.
    ///
    /// If `make` panics, its connection is dropped, with a line in the log. If this future is dropped, all connections are cut off.
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
        let _cut = CutWhenDropped(Arc::clone(&connections));
        let mut stop = std::pin::pin!(stop);
        let overload = Overload::new(&self.settings);
        if overload.most() < self.settings.max_connections {
            let most = overload.most();
            info!(
                "at most {most} connections at a time, for want of file descriptors: see `ulimit -n`"
            );
        }
        let mut serve = |arrived| begin(arrived, &mut make, &connections, self.settings.access_log);
        let mut arrivals = Arrivals::new(self.listener, self.transport, overload);
        loop {
            tokio::select! {
                biased;
                () = &mut stop => break,
                arrived = arrivals.next(&connections) => serve(arrived),
            }
        }
        arrivals.close().for_each(serve);
        connections.finish(&self.settings).await
    }
}

/// Makes the service of a connection, and serves it.
fn begin<M, S, B>(
    arrived: Arrived,
    make: &mut M,
    connections: &Arc<Connections>,
    has_access_log: bool,
) where
    M: FnMut(&Connection) -> S,
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send + 'static,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let Arrived {
        stream,
        connection,
        open,
    } = arrived;
    let service = match Panicked::catch(|| make(&connection)) {
        Ok(service) => service,
        Err(panic) => {
            let message = LogText(&panic.message);
            error!("a connection is dropped: making its service panicked: {message}");
            return;
        }
    };
    let of_connection = (open, connections.forwarding(&connection));
    let connections = Arc::clone(connections);
    if has_access_log {
        let service = AccessLog::new(service, &connection);
        connection::spawn(stream, service, connections, of_connection);
    } else {
        connection::spawn(stream, service, connections, of_connection);
    }
}

/// Cuts off all connections when the server ends, also if its future is dropped.
struct CutWhenDropped(Arc<Connections>);

impl Drop for CutWhenDropped {
    fn drop(&mut self) {
        self.0.stopping.begun.send();
        self.0.stopping.cut.send();
    }
}
