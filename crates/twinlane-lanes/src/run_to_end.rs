//! A future that goes on when it is dropped.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::LazyLock;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;
use tokio::runtime::Handle;

use crate::in_flight::InFlight;
use crate::watch::spawn_on;

/// Lets `future` run to its end even where nobody waits for it any more.
///
/// A server drops the future of a response when its client has gone. Starlette lets the path operation go on, and
/// so does this: dropped before its end, the rest becomes a task of the current tokio runtime, which `in_flight`
/// counts until it is done. Its output is lost, and a panic in it ends that task only.
///
/// Nothing goes on where there is no runtime, where the runtime is being shut down, or where the future was never
/// polled: what had not begun need not be finished. A future that panicked is not polled again.
pub fn run_to_end<T: 'static>(
    future: Pin<Box<dyn Future<Output = T> + Send>>,
    in_flight: &InFlight,
) -> RunToEnd<T> {
    RunToEnd {
        rest: Some(future),
        begun: false,
        in_flight: in_flight.clone(),
    }
}

tokio::task_local! {
    static LEFT_ALONE: ();
}

/// Whether the code that asks is the rest of a [`run_to_end`] for which nobody waits any more: the client has gone.
pub fn is_left_alone() -> bool {
    LEFT_ALONE.try_with(|()| ()).is_ok()
}

/// Runs `future`, but no longer than somebody waits: `None` where the client [has gone](is_left_alone), when `future` is
/// dropped where it waits. A function of it that is in a thread [can learn of it](crate::check_cancelled); what must be
/// finished is [shielded](shield).
pub fn until_left_alone<F: Future>(future: F) -> UntilLeftAlone<F> {
    UntilLeftAlone { future }
}

pin_project! {
    /// The future of [`until_left_alone`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless they are awaited"]
    pub struct UntilLeftAlone<F> {
        #[pin]
        future: F,
    }
}

impl<F: Future> Future for UntilLeftAlone<F> {
    type Output = Option<F::Output>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // What is left alone is polled at once: it has become a task.
        if is_left_alone() {
            return Poll::Ready(None);
        }
        self.project().future.poll(cx).map(Some)
    }
}

/// Has `future`, once it has begun, run to its end whatever becomes of the one that awaits it: a payment that is on its way
/// when the client of a request with `cancel_on_disconnect` goes, or when a timeout strikes. `AnyIO`'s shielded scope.
///
/// ```
/// # use std::time::Duration;
/// # use twinlane_lanes::{RuntimeBuilder, shield, shielded};
/// # use tokio::time::{sleep, timeout};
/// # RuntimeBuilder::new().workers(1).build()?.block_on(async {
/// let payment = shield(async {
///     sleep(Duration::from_millis(5)).await;
///     println!("paid");
/// });
/// assert!(timeout(Duration::from_millis(1), payment).await.is_err());
/// shielded().wait_idle().await; // A server does so before it ends: "paid" has been printed.
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn shield<F>(future: F) -> RunToEnd<F::Output>
where
    F: Future<Output: 'static> + Send + 'static,
{
    run_to_end(Box::pin(future), shielded())
}

/// What goes on [shielded](shield), with nobody waiting for it any more, in the whole process.
pub fn shielded() -> &'static InFlight {
    static SHIELDED: LazyLock<InFlight> = LazyLock::new(InFlight::new);
    &SHIELDED
}

/// The future of [`run_to_end`].
#[must_use = "futures do nothing unless they are awaited"]
pub struct RunToEnd<T: 'static> {
    /// `None` once it has ended or panicked.
    rest: Option<Pin<Box<dyn Future<Output = T> + Send>>>,
    begun: bool,
    in_flight: InFlight,
}

impl<T: 'static> Future for RunToEnd<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        // Taken out while it is polled: where it panics, `drop` must not find it.
        let mut rest = self
            .rest
            .take()
            .expect("a future is not polled after its end");
        self.begun = true;
        let polled = rest.as_mut().poll(cx);
        if polled.is_pending() {
            self.rest = Some(rest);
        }
        polled
    }
}

impl<T: 'static> Drop for RunToEnd<T> {
    fn drop(&mut self) {
        let Some(rest) = self.rest.take().filter(|_| self.begun) else {
            return;
        };
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        let guard = self.in_flight.track();
        let rest = LEFT_ALONE.scope((), async move {
            let _guard = guard;
            rest.await;
        });
        spawn_on(&runtime, rest);
    }
}

impl<T: 'static> fmt::Debug for RunToEnd<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ended = self.rest.is_none();
        f.debug_struct("RunToEnd")
            .field("begun", &self.begun)
            .field("ended", &ended)
            .finish_non_exhaustive()
    }
}
