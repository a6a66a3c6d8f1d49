//! A signal that is sent once, and the future by which code learns that its server stops.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};

use tokio::sync::Notify;
use tokio::sync::futures::{Notified, OwnedNotified};

/// A signal that is sent once, such as the stop of a server. Clones are the same signal.
///
/// ```
/// # use twinlane_lanes::{RuntimeBuilder, StopSignal};
/// # RuntimeBuilder::new().workers(1).build()?.block_on(async {
/// let signal = StopSignal::new();
/// let stopping = signal.stopping();
/// assert!(!stopping.has_begun());
/// signal.send();
/// stopping.await;
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct StopSignal(Arc<Signal>);

#[derive(Default)]
struct Signal {
    sent: AtomicBool,
    news: Arc<Notify>,
}

/// A future that is ready when the server stops: for loops and streams without an end of their own.
///
/// Each clone waits independently. [`has_begun`](Self::has_begun) checks without waiting, for use in a plain `fn`.
pub struct Stopping {
    signal: StopSignal,
    /// Made at the first wait.
    wait: Option<Wait>,
}

/// A wait for the news, and the waker that it has been given.
struct Wait {
    news: Pin<Box<OwnedNotified>>,
    waker: Waker,
}

impl StopSignal {
    /// Makes a signal that has not been sent.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sends the signal. Sending it again has no effect.
    pub fn send(&self) {
        self.0.sent.store(true, Ordering::Release);
        self.0.news.notify_waiters();
    }

    /// True if the signal has been sent.
    pub fn is_sent(&self) -> bool {
        self.0.sent.load(Ordering::Acquire)
    }

    /// Returns a future that wakes its task when the signal is sent.
    ///
    /// It misses a signal that was sent before: check [`is_sent`](Self::is_sent) after its creation. It borrows the signal and
    /// allocates nothing. A [`Stopping`] can be stored.
    pub fn news(&self) -> Notified<'_> {
        self.0.news.notified()
    }

    /// Returns a future that is ready when the signal has been sent.
    pub fn stopping(&self) -> Stopping {
        Stopping {
            signal: self.clone(),
            wait: None,
        }
    }
}

impl Stopping {
    /// True if the server stops.
    pub fn has_begun(&self) -> bool {
        self.signal.is_sent()
    }

    /// Returns the output of a future, or `None` as soon as the server stops: for a loop without an end of its own.
    ///
    /// On a stop, the future is dropped where it waits. If the server already stops, the future is not polled.
    ///
    /// ```
    /// # use std::future::{pending, ready};
    /// # use twinlane_lanes::{RuntimeBuilder, StopSignal};
    /// # RuntimeBuilder::new().workers(1).build()?.block_on(async {
    /// let signal = StopSignal::new();
    /// let stopping = signal.stopping();
    /// assert_eq!(stopping.or(ready(1)).await, Some(1));
    /// signal.send();
    /// assert_eq!(stopping.or(pending::<i32>()).await, None);
    /// assert_eq!(stopping.or(ready(1)).await, None);
    /// # });
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn or<F: Future>(&self, future: F) -> impl Future<Output = Option<F::Output>> {
        let signal = &self.signal;
        async move {
            let mut news = pin!(signal.news());
            // Listens before it asks, so that no signal is missed.
            news.as_mut().enable();
            if signal.is_sent() {
                return None;
            }
            let mut future = pin!(future);
            poll_fn(|cx| {
                if signal.is_sent() {
                    return Poll::Ready(None);
                }
                if let Poll::Ready(output) = future.as_mut().poll(cx) {
                    return Poll::Ready(Some(output));
                }
                news.as_mut().poll(cx).map(|()| None)
            })
            .await
        }
    }
}

impl Future for Stopping {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = self.get_mut();
        let signal = &this.signal;
        if signal.is_sent() {
            return Poll::Ready(());
        }
        // All who wait share a lock, which a task that is polled often does not take each time.
        let is_heard = |wait: &Wait| wait.waker.will_wake(cx.waker());
        if this.wait.as_ref().is_some_and(is_heard) {
            return Poll::Pending;
        }
        let waker = cx.waker().clone();
        let wait = match &mut this.wait {
            Some(wait) => {
                wait.waker = waker;
                wait
            }
            wait => {
                let news = Box::pin(Arc::clone(&signal.0.news).notified_owned());
                wait.insert(Wait { news, waker })
            }
        };
        // Asked again: the signal may have been sent before this began to listen.
        if wait.news.as_mut().poll(cx).is_ready() || signal.is_sent() {
            return Poll::Ready(());
        }
        Poll::Pending
    }
}

impl Clone for Stopping {
    fn clone(&self) -> Self {
        self.signal.stopping()
    }
}

impl fmt::Debug for StopSignal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sent = self.is_sent();
        f.debug_struct("StopSignal").field("sent", &sent).finish()
    }
}

impl fmt::Debug for Stopping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let begun = self.has_begun();
        f.debug_struct("Stopping").field("begun", &begun).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_who_waits_hears_of_it_before_and_after() {
        let signal = StopSignal::new();
        let stopping = signal.stopping();
        let waits = [stopping.clone(), stopping.clone()].map(tokio::spawn);
        tokio::task::yield_now().await;
        assert!(waits.iter().all(|wait| !wait.is_finished()));
        signal.send();
        for wait in waits {
            wait.await.unwrap();
        }
        stopping.clone().await;
        assert!(stopping.has_begun() && signal.stopping().has_begun());
    }

    #[tokio::test]
    async fn another_future_is_given_up_when_the_signal_is_sent() {
        let signal = StopSignal::new();
        let stopping = signal.stopping();
        assert_eq!(stopping.or(std::future::ready(1)).await, Some(1));
        let waits = [stopping.clone(), stopping.clone()];
        let waits = waits.map(|stopping| {
            tokio::spawn(async move { stopping.or(std::future::pending::<()>()).await })
        });
        tokio::task::yield_now().await;
        assert!(waits.iter().all(|wait| !wait.is_finished()));
        signal.send();
        for wait in waits {
            assert_eq!(wait.await.unwrap(), None);
        }
        // Nothing is begun after it.
        let polled = stopping.or(async { panic!("it was polled") });
        assert_eq!(polled.await, None::<()>);
    }

    #[tokio::test]
    async fn one_that_has_been_polled_can_be_moved_to_another_task() {
        let signal = StopSignal::new();
        let mut stopping = Box::pin(signal.stopping());
        let pending = poll_fn(|cx| Poll::Ready(stopping.as_mut().poll(cx).is_pending()));
        assert!(pending.await);
        let wait = tokio::spawn(stopping);
        tokio::task::yield_now().await;
        signal.send();
        wait.await.unwrap();
    }
}
