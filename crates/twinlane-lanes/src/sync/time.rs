//! The time of the system, and that of tokio, which a test may have stopped.

use std::future::Future;
use std::time::Instant;

use tokio::time::Timeout;

pub(crate) fn now() -> Instant {
    Instant::now()
}

/// The time by which [`timeout_at`] ends.
pub(crate) fn now_of_tokio() -> Instant {
    tokio::time::Instant::now().into_std()
}

pub(crate) fn timeout_at<F: Future>(end: Instant, future: F) -> Timeout<F> {
    tokio::time::timeout_at(end.into(), future)
}
