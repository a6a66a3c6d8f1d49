//! The two steps of a stop, as connections hear of them.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;
use tokio::sync::futures::Notified;

/// A server that stops: first it finishes what is in flight, then it cuts off what has not ended in time.
#[derive(Default)]
pub(crate) struct Stopping {
    pub(crate) begun: Event,
    pub(crate) cut: Event,
}

/// Something that happens once.
#[derive(Default)]
pub(crate) struct Event {
    has_come: AtomicBool,
    news: Notify,
}

impl Event {
    pub(crate) fn comes(&self) {
        self.has_come.store(true, Ordering::Release);
        self.news.notify_waiters();
    }

    pub(crate) fn has_come(&self) -> bool {
        self.has_come.load(Ordering::Acquire)
    }

    /// Ready when it comes. Whoever begins to listen later asks [`has_come`](Self::has_come).
    pub(crate) fn news(&self) -> Notified<'_> {
        self.news.notified()
    }
}
