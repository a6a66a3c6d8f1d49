//! A future that goes on when it is dropped.

use std::cell::Cell;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::LazyLock;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;
use tokio::runtime::Handle;

use crate::in_flight::InFlight;
use crate::line_pace::LinePace;
use crate::watch::spawn_on;

/// Lets `future` run to its end even if its caller drops it.
///
/// A server drops the future of a response when its client has gone. Starlette then lets the path operation run on, and so does
/// this function: the rest of a dropped future becomes a task of the current tokio runtime, and `in_flight` counts it until it
/// ends. Its output is lost. A panic in it ends only that task.
///
/// If `in_flight` has reached its [limit](InFlight::bound), the future is given up instead, as by [`clean_up_when_dropped`]. A
/// WARN line reports this, every ten seconds at most.
///
/// Nothing runs on in these cases: the future was never polled, it has panicked, the runtime is being shut down, or it is dropped
/// on a thread without a runtime. The last case has a WARN line.
pub fn run_to_end<T: 'static>(
    future: Pin<Box<dyn Future<Output = T> + Send>>,
    in_flight: &InFlight,
) -> RunToEnd<T> {
    RunToEnd::new(future, in_flight, false)
}

/// Gives `future` up if its caller drops it, but lets its cleanup run to the end.
///
/// It is like [`run_to_end`], except that a drop cancels the future. The parts in [`until_given_up`] end at once. The code after
/// them, such as cleanup, runs on in a task that `in_flight` counts, and [`is_cleaning_up`] is true there.
pub fn clean_up_when_dropped<T: 'static>(
    future: Pin<Box<dyn Future<Output = T> + Send>>,
    in_flight: &InFlight,
) -> RunToEnd<T> {
    RunToEnd::new(future, in_flight, true)
}

tokio::task_local! {
    /// The task that the rest of a request is in.
    static LEFT_ALONE: LeftAlone;
}

/// The state of the rest of a request, for which nobody waits any more.
struct LeftAlone {
    /// Counts its task, and tells it to end.
    in_flight: InFlight,
    is_cancelled: bool,
}

impl LeftAlone {
    fn gives_up(&self, with_client: bool) -> bool {
        with_client || self.is_cancelled || self.in_flight.cancelled().is_sent()
    }
}

thread_local! {
    /// True while a future is polled that is [for a client](UntilGivenUp::for_client) who has gone.
    static CLIENT_HAS_GONE: Cell<bool> = const { Cell::new(false) };
}

/// True if the code that asks is [for a client](UntilGivenUp::for_client) who has gone.
#[cfg(feature = "batches")]
pub(crate) fn client_has_gone() -> bool {
    CLIENT_HAS_GONE.get()
}

/// Runs a function as one whose client has gone, or as one that is for no client.
fn with_client_gone<T>(has_gone: bool, function: impl FnOnce() -> T) -> T {
    struct Reset(bool);
    impl Drop for Reset {
        fn drop(&mut self) {
            CLIENT_HAS_GONE.set(self.0);
        }
    }
    let _reset = Reset(CLIENT_HAS_GONE.replace(has_gone));
    function()
}

/// True in the rest of a dropped [`run_to_end`]: nobody waits for it, because the client has gone.
pub fn is_left_alone() -> bool {
    LEFT_ALONE.try_with(|_| ()).is_ok()
}

/// True in the rest of a future that was [cancelled by its drop](clean_up_when_dropped).
pub fn is_cleaning_up() -> bool {
    LEFT_ALONE
        .try_with(|left_alone| left_alone.is_cancelled)
        .unwrap_or(false)
}

/// Runs `future` until it is given up. Then `future` is dropped where it waits, and the output is `None`.
///
/// It is given up in these cases:
///
/// - its client [has gone](is_left_alone), and `with_client` is true,
/// - its client has gone, and the rest was [cancelled](InFlight::cancel), as a server does at the end of a stop,
/// - it was [cancelled by its drop](clean_up_when_dropped).
///
/// A function that it runs in a thread [can check for this](crate::check_cancelled). Code that must finish is [shielded](shield).
pub fn until_given_up<F: Future>(future: F, with_client: bool) -> UntilGivenUp<F> {
    UntilGivenUp {
        future,
        with_client,
        is_for_client: false,
    }
}

pin_project! {
    /// The future of [`until_given_up`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless they are awaited"]
    pub struct UntilGivenUp<F> {
        #[pin]
        future: F,
        with_client: bool,
        is_for_client: bool,
    }
}

impl<F> UntilGivenUp<F> {
    /// Declares that the future works only for its client, so that batches leave out its items once the client has gone.
    ///
    /// An item that has not run by then is left out, and its caller gets an error. Futures that it [shields](shield) are not
    /// affected.
    pub fn for_client(mut self) -> Self {
        self.is_for_client = true;
        self
    }
}

impl<F: Future> Future for UntilGivenUp<F> {
    type Output = Option<F::Output>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // A future that is left alone or cancelled is polled at once: it has become a task, or its task has been woken.
        let gives_up = LEFT_ALONE.try_with(|left_alone| left_alone.gives_up(self.with_client));
        let is_for_client = self.is_for_client;
        let future = self.project().future;
        let polled = match gives_up {
            Ok(true) => return Poll::Ready(None),
            Ok(false) if is_for_client => with_client_gone(true, || future.poll(cx)),
            _ => future.poll(cx),
        };
        polled.map(Some)
    }
}

/// True if the current code is [given up](until_given_up). A hand-written future checks it at each of its polls.
#[inline]
pub fn is_given_up(with_client: bool) -> bool {
    let given_up = LEFT_ALONE.try_with(|left_alone| left_alone.gives_up(with_client));
    given_up.unwrap_or(false)
}

/// Lets `future`, once started, run to its end even if its caller is dropped: `AnyIO`'s shielded scope.
///
/// An example is a payment in progress when a timeout expires, or when the client of a request with `cancel_on_disconnect` goes.
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
    let mut future = Box::pin(future);
    let polled = poll_fn(move |cx| with_client_gone(false, || future.as_mut().poll(cx)));
    run_to_end(Box::pin(polled), shielded())
}

/// Returns the count of [shielded](shield) futures of the whole process that run on without a caller.
pub fn shielded() -> &'static InFlight {
    static SHIELDED: LazyLock<InFlight> = LazyLock::new(InFlight::new);
    &SHIELDED
}

/// The future of [`run_to_end`] and [`clean_up_when_dropped`].
#[must_use = "futures do nothing unless they are awaited"]
pub struct RunToEnd<T: 'static> {
    /// `None` once it has ended.
    rest: Option<Pin<Box<dyn Future<Output = T> + Send>>>,
    state: State,
    in_flight: InFlight,
    /// Its drop cancels it.
    is_cancelled_by_drop: bool,
}

impl<T: 'static> RunToEnd<T> {
    fn new(
        future: Pin<Box<dyn Future<Output = T> + Send>>,
        in_flight: &InFlight,
        is_cancelled_by_drop: bool,
    ) -> Self {
        Self {
            rest: Some(future),
            state: State::New,
            in_flight: in_flight.clone(),
            is_cancelled_by_drop,
        }
    }
}

impl<T: 'static> Future for RunToEnd<T> {
    type Output = T;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let this = &mut *self;
        let rest = this
            .rest
            .as_mut()
            .expect("a future is not polled after its end");
        this.state = State::Polled;
        let polled = rest.as_mut().poll(cx);
        if polled.is_ready() {
            this.rest = None;
        }
        this.state = State::Waits;
        polled
    }
}

/// Decides what becomes of a future that is dropped.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    /// Never polled.
    New,
    /// Being polled, or the poll has panicked.
    Polled,
    Waits,
}

impl<T: 'static> Drop for RunToEnd<T> {
    fn drop(&mut self) {
        let goes_on = self.state == State::Waits;
        let Some(rest) = self.rest.take().filter(|_| goes_on) else {
            return;
        };
        let Ok(runtime) = Handle::try_current() else {
            tracing::warn!(
                "a request was dropped on a thread without a runtime: it does not go on, and its teardowns do not run"
            );
            return;
        };
        let in_flight = self.in_flight.clone();
        let is_one_too_many = !self.is_cancelled_by_drop && in_flight.is_full();
        if is_one_too_many {
            log_given_up();
        }
        let guard = in_flight.track();
        let left_alone = LeftAlone {
            in_flight: in_flight.clone(),
            is_cancelled: self.is_cancelled_by_drop || is_one_too_many,
        };
        let rest = LEFT_ALONE.scope(left_alone, async move {
            let _guard = guard;
            polled_when_cancelled(rest, &in_flight).await;
        });
        spawn_on(&runtime, rest);
    }
}

#[cold]
fn log_given_up() {
    static PACE: LinePace = LinePace::new();
    if PACE.is_due() {
        tracing::warn!(
            "requests are cancelled because their clients have gone: the limit of requests that go on without a client is reached"
        );
    }
}

/// Polls the future also when its work is cancelled, so that each [`until_given_up`] in it ends.
async fn polled_when_cancelled<T>(
    mut future: Pin<Box<dyn Future<Output = T> + Send>>,
    in_flight: &InFlight,
) -> T {
    let mut cancelled = pin!(in_flight.cancelled().news());
    poll_fn(|cx| {
        // Once is enough: nothing is cancelled twice.
        let _wakes = cancelled.as_mut().poll(cx);
        future.as_mut().poll(cx)
    })
    .await
}

impl<T: 'static> fmt::Debug for RunToEnd<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ended = self.rest.is_none();
        f.debug_struct("RunToEnd")
            .field("state", &self.state)
            .field("ended", &ended)
            .finish_non_exhaustive()
    }
}
