//! One connection: serving it, and ending it when it has no requests, the server stops, or its client is hostile.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use bytes::Bytes;
use http::{Request, Response};
use tower_service::Service;
use tracing::debug;
use twinlane_lanes::Guard;

use crate::http2::idle::{Due, Idle};
use crate::http2::limits::Http2Limits;
use crate::http2::service::{StreamChecks, StreamService};
use crate::http2::socket::StreamsSocket;
use crate::http2::stream_task::StreamSpawner;
use crate::http2::streams::Streams;
use crate::incoming::Incoming;
use crate::own_wakes::OwnWakes;
use crate::service::Arriving;
use crate::socket::Socket;
use crate::state::ConnectionState;
use crate::stopping::Stopping;
use crate::stream::Stream;
use crate::upgrade::Tie;

/// A connection whose client speaks HTTP/2.
pub(crate) struct Opening {
    pub(crate) stream: Stream,
    /// The bytes that have been read of it.
    pub(crate) read: Vec<u8>,
    /// Counts it as open.
    pub(crate) open: Arc<Guard>,
}

#[cfg(feature = "tls")]
impl Opening {
    /// Nothing has been read.
    pub(crate) fn new(stream: Stream, open: Arc<Guard>) -> Self {
        let read = Vec::new();
        Self { stream, read, open }
    }
}

/// Serves the connection until it ends.
pub(crate) async fn serve<S, B>(
    opening: Opening,
    (service, arriving): (S, Arriving),
    stopping: &Stopping,
    limits: &Http2Limits,
) where
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send + 'static,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let state = ConnectionState::default();
    let tie = Tie::new(Arc::clone(&opening.open), &stopping.cut);
    let all = (Arc::clone(&limits.requests), limits.most_requests);
    let streams = Streams::new(limits.writes, all, opening.open);
    let socket = Socket::new(opening.stream, state.clone(), limits.writes, tie);
    let socket = StreamsSocket::new(opening.read, socket, state.clone(), Arc::clone(&streams));
    let checks = StreamChecks {
        bodies: limits.bodies,
        max_headers: limits.max_headers,
        arriving,
    };
    let service = StreamService::new(service, Arc::clone(&streams), checks);
    let http = limits.builder(StreamSpawner(Arc::clone(&streams)));
    let mut connection = pin!(http.serve_connection(socket, service));

    let activity = || streams.activity(state.is_unsent());
    let mut idle = Idle::new(limits.idle_time, activity());
    let mut is_told = false;
    let (mut begun, mut cut) = (pin!(stopping.begun.news()), pin!(stopping.cut.news()));
    let mut own_wakes = poll_fn(|cx| {
        let _later = (begun.as_mut().poll(cx), cut.as_mut().poll(cx));
        streams.set_task(cx.waker().clone());
        Poll::Ready(OwnWakes::new(cx.waker()))
    })
    .await;
    let ended = poll_fn(|cx| {
        own_wakes.poll(cx, |cx| {
            let mut polled = connection.as_mut().poll(cx);
            if polled.is_ready() {
                return polled;
            }
            if streams.is_abused() {
                debug!("a connection is closed: its client gives up too many requests");
                return Poll::Ready(Ok(()));
            }
            if stopping.cut.is_sent() {
                return Poll::Ready(Ok(()));
            }
            let due = idle.poll(cx, activity());
            if !is_told && (due == Some(Due::Close) || stopping.begun.is_sent()) {
                is_told = true;
                connection.as_mut().graceful_shutdown();
                polled = connection.as_mut().poll(cx);
                idle.close(activity());
                // Tells the new timer of this task.
                idle.poll(cx, activity());
                return polled;
            }
            match due {
                Some(Due::Refuse) => streams.refuse(),
                Some(Due::End) => return Poll::Ready(Ok(())),
                Some(Due::Close) | None => {}
            }
            polled
        })
    })
    .await;
    if let Err(error) = ended {
        debug!("a connection ended early: {error}");
    }
}
