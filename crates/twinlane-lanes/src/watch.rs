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

/// Marks the worker as busy while `future` is polled, so that a poll that blocks is noticed.
///
/// Put it around whole tasks: a server around each connection. One within another changes nothing. On a runtime that
/// is not [ours](crate::Runtime) it does nothing.
pub fn watch<F: Future>(future: F) -> Watched<F> {
    Watched { future }
}

/// As [`watch`], and says what it is: a poll that blocks is logged as `label`'s.
pub fn labelled<F: Future>(label: Label, future: F) -> Labelled<F> {
    Labelled {
        holder: Holder::Future(label),
        future,
    }
}

/// As [`labelled`], for one poll of what is no future, such as a stream.
pub fn poll_labelled<T>(label: Label, poll: impl FnOnce() -> T) -> T {
    BusyMark::during(Some(Holder::Future(label)), poll)
}

/// As [`labelled`], for a plain function that is run where it is because it is known to be short.
pub fn run_labelled<T>(label: Label, function: impl FnOnce() -> T) -> T {
    BusyMark::during(Some(Holder::InPlace(label)), function)
}

/// Spawns a task on the current runtime that is [watched](watch), within the current [`tracing`] span and with the
/// task-locals that are [carried](crate::carry).
///
/// If the caller goes on to block its worker, the task does not wait for that: it is put where other workers can
/// take it, not in the slot that only the caller's worker reads.
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
