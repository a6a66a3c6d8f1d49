//! One stream: its task, which gives up a client that does not take its response.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use hyper::rt::Executor;
use pin_project_lite::pin_project;
use tracing::debug;

use crate::http2::streams::{StreamGuard, Streams};
use crate::pace::Pace;

/// Spawns the streams of one connection.
#[derive(Debug, Clone)]
pub(crate) struct StreamSpawner(pub(crate) Arc<Streams>);

impl<F> Executor<F> for StreamSpawner
where
    F: Future<Output = ()> + Send + 'static,
{
    fn execute(&self, stream: F) {
        // Hyper spawns nothing but what it has called the service for.
        if let Some(guard) = self.0.take_called() {
            let task = StreamTask {
                stream,
                pace: None,
                guard,
            };
            tokio::spawn(twinlane_lanes::watch(task));
        }
    }
}

pin_project! {
    /// A stream as hyper serves it. Dropped before its end, it is reset.
    struct StreamTask<F> {
        #[pin]
        stream: F,
        // Made when the client has to make room for the first time.
        pace: Option<Pin<Box<Pace>>>,
        guard: StreamGuard,
    }
}

impl<F: Future<Output = ()>> Future for StreamTask<F> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = self.project();
        if this.stream.poll(cx).is_ready() {
            return Poll::Ready(());
        }
        let StreamGuard { streams, progress } = &*this.guard;
        let is_waiting = progress.waits_for_client();
        if !is_waiting && this.pace.is_none() {
            return Poll::Pending;
        }
        let pace = this
            .pace
            .get_or_insert_with(|| Box::pin(Pace::new(streams.writes)));
        match progress.take_sent() {
            0 if is_waiting => {}
            sent => pace.as_mut().moved(sent),
        }
        if is_waiting {
            ready!(pace.as_mut().poll_wait(cx));
            debug!("a stream is reset: the client does not read its response");
            return Poll::Ready(());
        }
        Poll::Pending
    }
}
