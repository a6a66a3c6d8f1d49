//! The first step of a stop: no more requests are welcome, and those that come are served.

use std::future::{Future as _, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use tokio::time::timeout;
use tracing::info;
use twinlane_lanes::Stopping;
use twinlane_server::StopSignals;

use super::manager::Manager;
use crate::service::Service;

/// Ready when the graceful stop is to begin: after the signal or the last request of the `limit`, and the delay, or the second signal in it.
///
/// If a function around the application has left it, as `left` tells, there is no delay: what it stands for may be gone.
pub(super) async fn until_drained(
    (left, mut signals, limit): (Stopping, StopSignals, impl Future<Output = ()>),
    (service, manager): (&Service, &Manager),
    delay: Duration,
) {
    let is_left = told_to_stop(left, &mut signals, limit).await;
    manager.stopping();
    service.begin_drain();
    if !is_left && !delay.is_zero() {
        info!(
            "stopping: no longer ready; requests are served for {delay:?} more (a second signal ends this)"
        );
        // The end of the delay, or the signal: both begin the graceful stop.
        let _ = timeout(delay, signals.next()).await;
    }
    signals.exit_at_second();
}

/// Ready at the signal, when as many requests are served as may be, or when a function around the application has left it. The latter are in
/// the log. `true`: it has left.
async fn told_to_stop(
    mut left: Stopping,
    signals: &mut StopSignals,
    limit: impl Future<Output = ()>,
) -> bool {
    let (mut signal, mut limit) = (pin!(signals.next()), pin!(limit));
    poll_fn(|cx| match Pin::new(&mut left).poll(cx) {
        Poll::Ready(()) => Poll::Ready(true),
        Poll::Pending if limit.as_mut().poll(cx).is_ready() => Poll::Ready(false),
        Poll::Pending => signal.as_mut().poll(cx).map(|()| false),
    })
    .await
}
