//! The steps from a raw stream to HTTP, in the connection's own task.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::sleep;
use tracing::debug;
use twinlane_lanes::{Guard, StopSignal};

use crate::connection_info::Connection;
use crate::connections::Connections;
use crate::proxy_protocol::ProxyProtocol;
use crate::settings::Settings;
use crate::stream::Stream;
#[cfg(feature = "tls")]
use crate::tls::Tls;

/// The layers between a raw stream and HTTP. By default there are none: HTTP is spoken on the raw stream.
#[derive(Debug, Clone, Default)]
pub(crate) struct Transport {
    /// The first thing on a connection.
    pub(crate) proxy_protocol: Option<Arc<ProxyProtocol>>,
    #[cfg(feature = "tls")]
    pub(crate) tls: Option<Tls>,
    /// A handshake that the client never finishes.
    #[cfg(test)]
    pub(crate) unfinished: bool,
}

/// A connection that is counted as open.
pub(crate) struct Arrived {
    pub(crate) stream: Stream,
    pub(crate) connection: Connection,
    pub(crate) open: Guard,
}

impl Transport {
    pub(crate) fn new(settings: &Settings) -> Self {
        let proxy_protocol = settings.proxy_protocol.then(|| {
            let proxies = settings.proxy_protocol_from.clone();
            Arc::new(ProxyProtocol::new(proxies))
        });
        Self {
            proxy_protocol,
            #[cfg(feature = "tls")]
            tls: None,
            #[cfg(test)]
            unfinished: false,
        }
    }

    /// True if HTTP is spoken on the raw stream.
    pub(crate) fn is_plain(&self) -> bool {
        #[cfg(test)]
        if self.unfinished {
            return false;
        }
        #[cfg(feature = "tls")]
        if self.tls.is_some() {
            return false;
        }
        self.proxy_protocol.is_none()
    }

    /// Takes the connection to HTTP in a task of its own, so that its client holds up no other, and sends it to `entered`. It is closed if
    /// its client fails or takes too long for it, or the server stops.
    pub(crate) fn spawn(
        &self,
        raw: Arrived,
        connections: &Arc<Connections>,
        entered: &mpsc::UnboundedSender<Arrived>,
    ) {
        let (transport, entered) = (self.clone(), entered.clone());
        let connections = Arc::clone(connections);
        tokio::spawn(twinlane_lanes::watch(Box::pin(async move {
            let begun = &connections.stopping.begun;
            let Arrived {
                stream,
                connection,
                open,
            } = raw;
            let raw = (stream, connection);
            if let Some((stream, connection)) =
                transport.enter(raw, connections.head_time, begun).await
            {
                // A server that has ended takes no more.
                let _ = entered.send(Arrived {
                    stream,
                    connection,
                    open,
                });
            }
        })));
    }

    /// The stream to speak HTTP on, and what is known of the connection then. `None`: the client has failed, took longer than `limit`,
    /// or the server stops.
    async fn enter(
        self,
        (mut stream, mut connection): (Stream, Connection),
        limit: Duration,
        stop: &StopSignal,
    ) -> Option<(Stream, Connection)> {
        let handshake = async {
            #[cfg(test)]
            if self.unfinished {
                std::future::pending::<()>().await;
            }
            if let Some(proxy_protocol) = &self.proxy_protocol {
                connection = proxy_protocol.enter(&mut stream, connection).await?;
            }
            #[cfg(feature = "tls")]
            if let Some(tls) = &self.tls {
                return tls.enter(stream, connection).await;
            }
            Ok((stream, connection))
        };
        let entered = tokio::select! {
            biased;
            entered = handshake => entered,
            () = stop.stopping() => return None,
            () = sleep(limit) => Err(io::ErrorKind::TimedOut.into()),
        };
        entered
            .inspect_err(|error: &io::Error| debug!("a connection ended before HTTP: {error}"))
            .ok()
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::future::{Ready, ready};
    use std::task::{Context, Poll};

    use bytes::Bytes;
    use http::{Request, Response};
    use http_body_util::Empty;
    use tokio::io::AsyncReadExt;
    use tokio::sync::oneshot;
    use tokio::task::JoinHandle;
    use tokio::time::Instant;
    use tower_service::Service;

    use super::*;
    use crate::{Incoming, Listener, MemoryConnector, Server};

    #[derive(Clone)]
    struct Never;

    impl Service<Request<Incoming>> for Never {
        type Response = Response<Empty<Bytes>>;
        type Error = Infallible;
        type Future = Ready<Result<Self::Response, Infallible>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, _: Request<Incoming>) -> Self::Future {
            ready(Ok(Response::default()))
        }
    }

    const LIMIT: Duration = Duration::from_secs(30);

    fn serve() -> (MemoryConnector, oneshot::Sender<()>, JoinHandle<bool>) {
        let (listener, connector) = Listener::in_memory();
        let settings = Settings::new().header_timeout(LIMIT).shutdown_timeout(None);
        let server = Server::from_listener(listener, &settings).transport(Transport {
            unfinished: true,
            ..Transport::default()
        });
        let (stop, told) = oneshot::channel();
        let ended = tokio::spawn(server.serve(|_| Never, async { drop(told.await) }));
        (connector, stop, ended)
    }

    /// The time until the server ends the connection.
    async fn time_of_one(connector: &MemoryConnector) -> Duration {
        let begun = Instant::now();
        let mut client = connector.connect().await.unwrap();
        assert_eq!(client.read(&mut [0]).await.unwrap(), 0);
        begun.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn a_transport_that_never_ends_is_cut_off_and_holds_no_other() {
        let (connector, _stop, _served) = serve();
        let later = async {
            sleep(LIMIT / 2).await;
            time_of_one(&connector).await
        };
        let (first, second) = tokio::join!(time_of_one(&connector), later);
        for time in [first, second] {
            assert!(time >= LIMIT && time < LIMIT * 5 / 4, "{time:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_stop_does_not_wait_for_a_transport() {
        let (connector, stop, served) = serve();
        let mut client = connector.connect().await.unwrap();
        sleep(LIMIT / 2).await;
        let begun = Instant::now();
        stop.send(()).unwrap();
        assert!(served.await.unwrap());
        assert_eq!(client.read(&mut [0]).await.unwrap(), 0);
        assert!(begun.elapsed() < LIMIT / 4);
    }
}
