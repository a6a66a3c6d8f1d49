//! What a raw stream goes through before HTTP is spoken on it, in the connection's own task.

use std::io;
use std::time::Duration;

use tokio::time::sleep;
use tracing::debug;
use twinlane_lanes::StopSignal;

use crate::stream::Stream;

/// What lies between a raw stream and HTTP.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Transport {
    /// Nothing: HTTP is spoken on the raw stream.
    Plain,
    /// A handshake that the client never finishes.
    #[cfg(test)]
    Unfinished,
}

impl Transport {
    /// The stream to speak HTTP on. `None`: the client has failed, took longer than `limit`, or the server stops.
    pub(crate) async fn enter(
        self,
        raw: Stream,
        limit: Duration,
        stop: &StopSignal,
    ) -> Option<Stream> {
        let handshake = async {
            match self {
                Self::Plain => Ok(raw),
                #[cfg(test)]
                Self::Unfinished => {
                    std::future::pending::<()>().await;
                    Ok(raw)
                }
            }
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
    use crate::{Incoming, Listener, MemoryConnector, Server, Settings};

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
        let server = Server::from_listener(listener, &settings).transport(Transport::Unfinished);
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
