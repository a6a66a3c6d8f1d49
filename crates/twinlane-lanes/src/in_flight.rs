//! The work that a shutdown waits for.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Poll, Waker};

use tokio::sync::Notify;

use crate::stopping::StopSignal;

/// Counts work in flight, and waits for its end. Clones share the count.
///
/// ```
/// # use twinlane_lanes::{InFlight, RuntimeBuilder};
/// # RuntimeBuilder::new().workers(1).build()?.block_on(async {
/// let in_flight = InFlight::new();
/// let guard = in_flight.track();
/// assert_eq!(in_flight.count(), 1);
/// drop(guard);
/// in_flight.wait_idle().await;
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct InFlight {
    shared: Arc<Shared>,
}

/// One piece of work in flight. [`InFlight`] counts it until this guard is dropped.
#[derive(Debug)]
#[must_use = "it counts only until it is dropped"]
pub struct Guard {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    count: AtomicUsize,
    most: AtomicUsize,
    idle: Notify,
    cancelled: StopSignal,
}

impl Default for Shared {
    fn default() -> Self {
        Self {
            count: AtomicUsize::new(0),
            most: AtomicUsize::new(usize::MAX),
            idle: Notify::default(),
            cancelled: StopSignal::default(),
        }
    }
}

impl InFlight {
    /// Makes a counter with no work in flight.
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts one piece of work until the guard is dropped.
    pub fn track(&self) -> Guard {
        self.shared.count.fetch_add(1, Ordering::Relaxed);
        Guard {
            shared: Arc::clone(&self.shared),
        }
    }

    /// Limits the number of futures that [`run_to_end`](crate::run_to_end) lets run on after they were dropped.
    ///
    /// When `most` pieces of work are in flight, a further dropped future is given up, like a future of
    /// [`clean_up_when_dropped`](crate::clean_up_when_dropped). There is no limit by default. [`track`](Self::track) ignores the
    /// limit.
    pub fn bound(&self, most: usize) {
        self.shared.most.store(most, Ordering::Relaxed);
    }

    /// True if as many are under way as are let go on.
    pub(crate) fn is_full(&self) -> bool {
        self.count() >= self.shared.most.load(Ordering::Relaxed)
    }

    /// Returns the number of pieces of work in flight.
    pub fn count(&self) -> usize {
        self.shared.count.load(Ordering::Acquire)
    }

    /// Waits until no work is in flight. Returns at once if there is none.
    pub async fn wait_idle(&self) {
        loop {
            // Made before the count is read: from then on it hears of the last guard's end, polled or not.
            let idle = self.shared.idle.notified();
            if self.count() == 0 {
                return;
            }
            idle.await;
        }
    }

    /// Gives up work that runs on [without a caller](crate::run_to_end). It cannot be undone.
    ///
    /// The parts in [`until_given_up`](crate::until_given_up) end at their next `.await`. The code after them, such as cleanup,
    /// still runs.
    pub fn cancel(&self) {
        self.shared.cancelled.send();
    }

    /// Runs `future` until [`cancel`](Self::cancel) is called. Then `future` is dropped where it waits, and the output is `None`.
    pub async fn until_cancelled<F: Future>(&self, future: F) -> Option<F::Output> {
        let cancelled = self.cancelled();
        let (mut news, mut future) = (pin!(cancelled.news()), pin!(future));
        let mut heard: Option<Waker> = None;
        poll_fn(|cx| {
            if cancelled.is_sent() {
                return Poll::Ready(None);
            }
            // All who wait share a lock, which a task that is polled often does not take each time.
            let is_heard = |waker: &Waker| waker.will_wake(cx.waker());
            if !heard.as_ref().is_some_and(is_heard) {
                if news.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(None);
                }
                heard = Some(cx.waker().clone());
            }
            future.as_mut().poll(cx).map(Some)
        })
        .await
    }

    pub(crate) fn cancelled(&self) -> &StopSignal {
        &self.shared.cancelled
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if self.shared.count.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.shared.idle.notify_waiters();
        }
    }
}
