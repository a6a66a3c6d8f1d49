//! One connection: serving it, and ending it when the server stops.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;

use tokio::time::Instant;
use tracing::debug;
use twinlane_lanes::Guard;
#[cfg(feature = "http2")]
use twinlane_path::Scheme;

use crate::connections::Connections;
#[cfg(feature = "http2")]
use crate::http2;
use crate::own_wakes::OwnWakes;
#[cfg(feature = "http2")]
use crate::preface::{Beginning, FirstBytes, read_beginning};
use crate::quiet::Quiet;
use crate::service::{Arriving, ConnectionService, HttpService};
use crate::socket::Socket;
use crate::state::ConnectionState;
use crate::stream::Stream;
#[cfg(all(feature = "http2", feature = "tls"))]
use crate::stream::TlsStream;
use crate::tie::Tie;

/// Serves the connection in a task of its own. It counts as open until `open` is dropped, which an upgraded one holds.
pub(crate) fn spawn<S>(
    stream: Stream,
    service: S,
    connections: Arc<Connections>,
    (open, arriving): (Guard, Arriving),
) where
    S: HttpService,
{
    let open = Arc::new(open);
    #[cfg(all(feature = "http2", feature = "tls"))]
    if stream.tls().is_some_and(TlsStream::is_http2)
        && let Some(shared) = connections.of_http2()
    {
        let opening = http2::Opening::new(stream, open);
        return http2::spawn(opening, (service, arriving), shared);
    }
    let connection = serve(stream, service, connections, (open, arriving));
    tokio::spawn(twinlane_lanes::watch(Box::pin(connection)));
}

/// Serves the connection until it ends. One whose client begins with the preface of HTTP/2 gets a task of its own.
async fn serve<S>(
    #[allow(unused_mut, reason = "without HTTP/2")] mut stream: Stream,
    service: S,
    connections: Arc<Connections>,
    (open, arriving): (Arc<Guard>, Arriving),
) where
    S: HttpService,
{
    let since = Instant::now();
    #[cfg(feature = "http2")]
    let mut first = FirstBytes::default();
    #[cfg(feature = "http2")]
    if arriving.scheme == Scheme::Http
        && let Some(shared) = connections.of_http2()
    {
        let (limit, stop) = (connections.head_time, &connections.stopping.begun);
        match read_beginning(&mut stream, limit, stop).await {
            None => return,
            Some(Beginning::One(read)) => first = read,
            Some(Beginning::Two(first)) => {
                let opening = http2::Opening {
                    stream,
                    first,
                    open,
                };
                return http2::spawn(opening, (service, arriving), shared);
            }
        }
    }
    let begun = Begun {
        stream,
        since,
        #[cfg(feature = "http2")]
        first,
    };
    serve_http1(begun, service, connections, (open, arriving)).await;
}

/// A connection that speaks HTTP/1.
struct Begun {
    stream: Stream,
    since: Instant,
    /// The bytes that have been read of it.
    #[cfg(feature = "http2")]
    first: FirstBytes,
}

async fn serve_http1<S>(
    begun: Begun,
    service: S,
    connections: Arc<Connections>,
    (open, arriving): (Arc<Guard>, Arriving),
) where
    S: HttpService,
{
    let stopping = &connections.stopping;
    let state = ConnectionState::new(connections.extras.clone());
    let mut quiet = Quiet::new(connections.quiet, begun.since);
    let mut stop = Stop::new(state.clone());
    // Counted here as well: the connection drops its socket before what is left of a request.
    let tie = Tie::new(Arc::clone(&open), &stopping.cut);
    let socket = Socket::new(begun.stream, state.clone(), connections.writes, tie);
    #[cfg(feature = "http2")]
    let socket = socket.begin_with(begun.first);
    let checks = (connections.bodies, arriving);
    let service = ConnectionService::new(service, state.clone(), checks);
    let http = connections.http.serve_connection(socket, service);
    let mut connection = http.with_upgrades();
    let (mut begun, mut cut) = (pin!(stopping.begun.news()), pin!(stopping.cut.news()));
    // A task has one waker, so asking for news once is enough: no poll after this one pays for it.
    let mut own_wakes = poll_fn(|cx| {
        let _later = (begun.as_mut().poll(cx), cut.as_mut().poll(cx));
        Poll::Ready(OwnWakes::new(cx.waker()))
    })
    .await;
    let ended = poll_fn(|cx| {
        own_wakes.poll(cx, |cx| {
            let mut polled = Pin::new(&mut connection).poll(cx);
            if polled.is_pending() && quiet.poll(cx, &state).is_ready() {
                debug!("a connection is closed: no request has come in time");
                return Poll::Ready(Ok(()));
            }
            if polled.is_ready() || !stopping.begun.is_sent() {
                return polled;
            }
            if stop.is_due() {
                Pin::new(&mut connection).graceful_shutdown();
                polled = Pin::new(&mut connection).poll(cx);
            }
            if polled.is_pending() && (stop.leaves_nothing() || stopping.cut.is_sent()) {
                return Poll::Ready(Ok(()));
            }
            polled
        })
    })
    .await;
    ended.unwrap_or_else(|error| debug!("a connection ended early: {error}"));
}

/// The end of a connection whose server stops. The connection is told to end only when all requests that had arrived have begun, because
/// hyper answers no more than the current one.
struct Stop {
    state: ConnectionState,
    /// The number of reads when this was asked first.
    before: Option<u32>,
    told: bool,
}

impl Stop {
    fn new(state: ConnectionState) -> Self {
        Self {
            state,
            before: None,
            told: false,
        }
    }

    /// True once, when hyper has nothing left to begin. To be asked after each poll of a server that stops.
    fn is_due(&mut self) -> bool {
        if self.told {
            return false;
        }
        let now = self.state.reads_since_waiting();
        let more = now.wrapping_sub(*self.before.get_or_insert(now));
        self.told = now == 0 || more > MOST_READS;
        self.told
    }

    /// No request is in flight, and none will be: at most the beginning of a head has arrived.
    fn leaves_nothing(&self) -> bool {
        self.told && self.state.is_idle()
    }
}

/// A client that never stops sending must not keep the server from stopping. Hyper reads 8 KiB at first and more when
/// that is not enough, so that these take in half a megabyte of requests and more.
const MOST_READS: u32 = 64;
