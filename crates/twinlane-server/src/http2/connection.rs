//! One connection: serving it, and ending it when it has no requests, the server stops, or its client is hostile.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tracing::debug;
use twinlane_lanes::Guard;

use crate::extras::Extras;
use crate::http2::idle::{Activity, Due, Idle};
use crate::http2::limits::Http2Limits;
use crate::http2::service::{StreamChecks, StreamService};
use crate::http2::socket::StreamsSocket;
use crate::http2::stream_task::StreamSpawner;
use crate::http2::streams::Streams;
use crate::preface::FirstBytes;
use crate::service::{Arriving, HttpService};
use crate::socket::Socket;
use crate::state::ConnectionState;
use crate::stopping::Stopping;
use crate::stream::Stream;
use crate::tie::Tie;

/// A connection whose client speaks HTTP/2.
pub(crate) struct Opening {
    pub(crate) stream: Stream,
    /// The bytes that have been read of it.
    pub(crate) first: FirstBytes,
    /// Counts it as open.
    pub(crate) open: Arc<Guard>,
}

#[cfg(feature = "tls")]
impl Opening {
    /// Nothing has been read.
    pub(crate) fn new(stream: Stream, open: Arc<Guard>) -> Self {
        let first = FirstBytes::default();
        Self {
            stream,
            first,
            open,
        }
    }
}

/// The limits and the settings that all connections of HTTP/2 share.
pub(crate) struct Shared {
    pub(crate) limits: Arc<Http2Limits>,
    pub(crate) stopping: Stopping,
    /// `None`: none is set.
    pub(crate) extras: Option<Arc<Extras>>,
}

/// Serves the connection in a task of its own: the one that has found the version has room for HTTP/1.
pub(crate) fn spawn<S>(opening: Opening, service: (S, Arriving), shared: Shared)
where
    S: HttpService,
{
    let connection = serve(opening, service, shared);
    tokio::spawn(twinlane_lanes::watch(Box::pin(connection)));
}

/// Serves the connection until it ends.
async fn serve<S>(opening: Opening, (service, arriving): (S, Arriving), shared: Shared)
where
    S: HttpService,
{
    let (limits, stopping) = (&shared.limits, &shared.stopping);
    let state = ConnectionState::default();
    let tie = Tie::new(Arc::clone(&opening.open), &stopping.cut);
    let all = (Arc::clone(&limits.requests), limits.most_requests);
    let streams = Streams::new(limits.writes, all, opening.open);
    let socket = Socket::new(opening.stream, state.clone(), limits.writes, tie);
    let socket = socket.begin_with(opening.first);
    let socket = StreamsSocket::new(socket, state.clone(), Arc::clone(&streams));
    let checks = StreamChecks {
        bodies: limits.bodies,
        max_headers: limits.max_headers,
        arriving,
        extras: shared.extras,
    };
    let service = StreamService::new(service, Arc::clone(&streams), checks);
    let http = limits.builder(StreamSpawner(Arc::clone(&streams)));
    let mut connection = pin!(http.serve_connection(socket, service));

    let mut ending = Ending {
        idle: Idle::new(limits.quiet, activity(&streams, &state)),
        is_told: false,
        streams: &streams,
        state: &state,
        stopping,
    };
    let (mut begun, mut cut) = (pin!(stopping.begun.news()), pin!(stopping.cut.news()));
    // A task has one waker, so asking for news once is enough: no poll after this one pays for it.
    poll_fn(|cx| {
        let _later = (begun.as_mut().poll(cx), cut.as_mut().poll(cx));
        streams.set_task(cx.waker().clone());
        Poll::Ready(())
    })
    .await;
    let ended = poll_fn(|cx| {
        let before = streams.begun();
        let polled = connection.as_mut().poll(cx);
        if polled.is_ready() {
            return polled;
        }
        match ending.next_step(cx) {
            Step::GoOn => {}
            Step::Tell => {
                connection.as_mut().graceful_shutdown();
                let polled = connection.as_mut().poll(cx);
                ending.note_told(cx);
                return polled;
            }
            Step::End => return Poll::Ready(Ok(())),
        }
        // Each stream wakes this task for its response. Woken already, it waits behind all of them, and writes their responses at once.
        if streams.begun().wrapping_sub(before) > 1 {
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    })
    .await;
    ended.unwrap_or_else(|error| debug!("a connection ended early: {error}"));
}

/// The end of a connection that has no requests, whose server stops, or whose client is hostile.
struct Ending<'a> {
    idle: Idle,
    is_told: bool,
    streams: &'a Streams,
    /// The socket's.
    state: &'a ConnectionState,
    stopping: &'a Stopping,
}

enum Step {
    GoOn,
    /// Tell the client that the connection ends.
    Tell,
    End,
}

impl Ending<'_> {
    /// To be asked after each poll of the connection.
    #[inline]
    fn next_step(&mut self, cx: &mut Context<'_>) -> Step {
        if self.streams.is_abused() {
            debug!("a connection is closed: its client gives up too many requests");
            return Step::End;
        }
        if self.stopping.cut.is_sent() {
            return Step::End;
        }
        let activity = || activity(self.streams, self.state);
        let due = self.idle.poll(cx, activity);
        if !self.is_told && (due == Some(Due::Close) || self.stopping.begun.is_sent()) {
            return Step::Tell;
        }
        match due {
            Some(Due::Refuse) => self.streams.refuse(),
            Some(Due::End) => return Step::End,
            Some(Due::Close) | None => {}
        }
        Step::GoOn
    }

    fn note_told(&mut self, cx: &mut Context<'_>) {
        self.is_told = true;
        let now = activity(self.streams, self.state);
        self.idle.close(now);
        // Tells the new timer of this task.
        self.idle.poll(cx, || now);
    }
}

fn activity(streams: &Streams, state: &ConnectionState) -> Activity {
    streams.activity(state.is_unsent())
}
