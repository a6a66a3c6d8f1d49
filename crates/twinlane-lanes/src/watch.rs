//! Futures that the watchdog sees.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use crate::busy::BusyMark;
use crate::context::detached_in_context;
use crate::label::{Holder, Label};

/// Marks the worker as busy while `future` is polled, so that the watchdog notices a poll that blocks.
///
/// Wrap whole tasks in it: a server wraps each connection. Nesting has no effect, and neither has its use on a runtime that is
/// not a [`Runtime`](crate::Runtime).
pub fn watch<F: Future>(future: F) -> Watched<F> {
    Watched { future }
}

/// Like [`watch`], with a name: a poll that blocks is logged with `label`.
pub fn labelled<F: Future>(label: Label, future: F) -> Labelled<F> {
    Labelled {
        holder: Holder::Future(label),
        future,
    }
}

/// Like [`labelled`], for one poll of something other than a future, such as a stream.
pub fn poll_labelled<T>(label: Label, poll: impl FnOnce() -> T) -> T {
    BusyMark::during(Some(Holder::Future(label)), poll)
}

/// Like [`labelled`], for a plain function that runs on the worker because it is known to be short.
pub fn run_labelled<T>(label: Label, function: impl FnOnce() -> T) -> T {
    BusyMark::during(Some(Holder::InPlace(label)), function)
}

/// Spawns a [watched](watch) task on the current runtime.
///
/// The task runs in the current [`tracing`] span and with the [carried](crate::carry) task-locals. If the caller then blocks its
/// worker, the task does not wait for that: it is queued so that other workers can take it, not in the slot that only the
/// caller's worker reads.
///
/// # Panics
///
/// Outside a tokio runtime.
#[track_caller]
pub fn spawn<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    spawn_on(&Handle::current(), detached_in_context(future))
}

/// As [`spawn`], on this runtime and with nothing but what `future` brings along.
#[track_caller]
pub(crate) fn spawn_on<F>(runtime: &Handle, future: F) -> JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let task = runtime.spawn(watch(future));
    make_stealable();
    task
}

/// Has what was spawned or woken just now wait where every worker can take it: the newest task of a worker is in its LIFO
/// slot, which cannot be stolen from. One more pushes it out.
pub(crate) fn make_stealable() {
    if BusyMark::is_here() {
        tokio::spawn(async {});
    }
}

/// The program's main future, for [`Runtime::block_on`](crate::Runtime::block_on): watched, but not complained about.
pub(crate) fn main_future<F: Future>(future: F) -> Labelled<F> {
    Labelled {
        holder: Holder::Excused,
        future,
    }
}

pin_project! {
    /// The future of [`watch`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless they are awaited"]
    pub struct Watched<F> {
        #[pin]
        future: F,
    }
}

pin_project! {
    /// The future of [`labelled`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless they are awaited"]
    pub struct Labelled<F> {
        holder: Holder,
        #[pin]
        future: F,
    }
}

impl<F: Future> Future for Watched<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let future = self.project().future;
        BusyMark::during(None, || future.poll(cx))
    }
}

impl<F: Future> Future for Labelled<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        BusyMark::during(Some(*this.holder), || this.future.poll(cx))
    }
}
