//! Limits of the time that a client makes the server wait.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use pin_project_lite::pin_project;
use tokio::time::{Instant, Sleep, sleep_until};

/// Limits of the time that is spent waiting for a client to send, or to take what it is sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PaceLimits {
    /// The longest single wait.
    pub(crate) idle: Duration,
    /// The fewest bytes a second, over all waits, beyond one wait of `idle`; 0 for none.
    pub(crate) min_rate: usize,
}

pin_project! {
    /// Measures the waits of one transfer. Time that *we* take counts for nothing: a clock runs only after a poll was pending.
    #[derive(Debug)]
    pub(crate) struct Pace {
        limits: PaceLimits,
        moved: u64,
        waited: Duration,
        // The beginning of the present wait.
        since: Option<Instant>,
        // The most of it that the timer is set to.
        most: Duration,
        // Made at the first wait, and kept for later ones.
        #[pin]
        timer: Option<Sleep>,
    }
}

impl Pace {
    pub(crate) fn new(limits: PaceLimits) -> Self {
        Self {
            limits,
            moved: 0,
            waited: Duration::ZERO,
            since: None,
            most: Duration::MAX,
            timer: None,
        }
    }

    /// The client has sent or taken bytes, which ends the wait for it.
    pub(crate) fn moved(self: Pin<&mut Self>, bytes: usize) {
        let this = self.project();
        *this.moved = this.moved.saturating_add(bytes as u64);
        let Some(since) = this.since.take() else {
            return;
        };
        let waited = since.elapsed();
        let most = this.timer.as_ref().get_ref().as_ref();
        let most = most.map(|timer| timer.deadline() - since);
        // A wait beyond its deadline is one that nobody was there for.
        if most.is_none_or(|most| waited <= most + LATENESS) {
            *this.waited += waited;
        }
    }

    /// Begins to measure another transfer: the last one has ended.
    pub(crate) fn start_anew(self: Pin<&mut Self>) {
        let this = self.project();
        *this.moved = 0;
        *this.waited = Duration::ZERO;
        *this.since = None;
    }

    /// Measures from zero again: the bytes so far were not the client's doing. A wait goes on.
    pub(crate) fn measure_anew(self: Pin<&mut Self>) {
        let this = self.project();
        *this.moved = 0;
        *this.waited = Duration::ZERO;
    }

    /// Waits for the client. Ready: it takes too long.
    pub(crate) fn poll_wait(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.poll_up_to(cx, Duration::MAX)
    }

    /// Ready when the wait is `most` old, too, and it goes on.
    pub(crate) fn poll_up_to(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        most: Duration,
    ) -> Poll<()> {
        loop {
            if self.since.is_none() || self.most != most {
                self.as_mut().set_timer(most);
            }
            let this = self.as_mut().project();
            let Some(mut timer) = this.timer.as_pin_mut() else {
                return Poll::Pending;
            };
            ready!(timer.as_mut().poll(cx));
            if timer.deadline().elapsed() <= LATENESS {
                return Poll::Ready(());
            }
            // Nobody has asked for a long time: that is not the client's fault.
            *this.since = None;
        }
    }

    /// Another wait would be too long at once.
    pub(crate) fn is_used_up(&self) -> bool {
        self.allowance().is_zero()
    }

    /// Begins a wait if there is none.
    fn set_timer(self: Pin<&mut Self>, most: Duration) {
        let since = self.since.unwrap_or_else(Instant::now);
        let deadline = since + self.allowance().min(most);
        let mut this = self.project();
        *this.since = Some(since);
        *this.most = most;
        match this.timer.as_mut().as_pin_mut() {
            Some(timer) => timer.reset(deadline),
            None => this.timer.set(Some(sleep_until(deadline))),
        }
    }

    /// The longest that the next wait may take.
    fn allowance(&self) -> Duration {
        let PaceLimits { idle, min_rate } = self.limits;
        let Some(millis) = self.moved.saturating_mul(1000).checked_div(min_rate as u64) else {
            return idle;
        };
        let earned = idle.saturating_add(Duration::from_millis(millis));
        idle.min(earned.saturating_sub(self.waited))
    }
}

/// A task may be polled so much after its timer has struck.
const LATENESS: Duration = Duration::from_secs(1);

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use tokio::time::{advance, timeout};

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn pace(min_rate: usize) -> Pin<Box<Pace>> {
        let idle = 10 * SECOND;
        Box::pin(Pace::new(PaceLimits { idle, min_rate }))
    }

    /// True if the wait is cut off before so much time has passed.
    async fn is_cut_off(pace: &mut Pin<Box<Pace>>, within: Duration) -> bool {
        timeout(within, poll_fn(|cx| pace.as_mut().poll_wait(cx)))
            .await
            .is_ok()
    }

    #[tokio::test(start_paused = true)]
    async fn one_wait_is_bounded() {
        let mut pace = pace(0);
        assert!(!is_cut_off(&mut pace, 9 * SECOND).await);
        assert!(is_cut_off(&mut pace, 2 * SECOND).await);
    }

    #[tokio::test(start_paused = true)]
    async fn what_comes_ends_the_wait() {
        let mut pace = pace(0);
        for _ in 0..100 {
            assert!(!is_cut_off(&mut pace, 9 * SECOND).await);
            pace.as_mut().moved(1);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn all_waits_together_are_bounded_by_what_they_bring() {
        let mut pace = pace(100);
        // Each second brings as much as is asked for: it may go on for ever.
        for _ in 0..100 {
            assert!(!is_cut_off(&mut pace, SECOND).await);
            pace.as_mut().moved(100);
        }
        // Each second brings half of it: most of the one wait beyond is used up.
        for second in 0..15 {
            assert!(!is_cut_off(&mut pace, SECOND).await, "{second}");
            pace.as_mut().moved(50);
        }
        assert!(is_cut_off(&mut pace, 5 * SECOND).await);
    }

    #[tokio::test(start_paused = true)]
    async fn our_own_time_does_not_count() {
        let mut pace = pace(100);
        for _ in 0..10 {
            assert!(!is_cut_off(&mut pace, SECOND / 2).await);
            pace.as_mut().moved(50);
            advance(100 * SECOND).await;
        }
        assert!(!is_cut_off(&mut pace, 9 * SECOND).await);
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_that_was_given_up_does_not_count() {
        let mut pace = pace(100);
        assert!(!is_cut_off(&mut pace, SECOND).await);
        advance(100 * SECOND).await;
        assert!(!is_cut_off(&mut pace, 9 * SECOND).await);

        pace.as_mut().start_anew();
        assert!(!is_cut_off(&mut pace, SECOND).await);
        advance(100 * SECOND).await;
        pace.as_mut().moved(1);
        assert!(!is_cut_off(&mut pace, 9 * SECOND).await);
        assert!(is_cut_off(&mut pace, 2 * SECOND).await);
    }

    #[tokio::test(start_paused = true)]
    async fn the_next_transfer_owes_nothing() {
        let mut pace = pace(100);
        assert!(!is_cut_off(&mut pace, 9 * SECOND).await);
        pace.as_mut().start_anew();
        assert!(!is_cut_off(&mut pace, 9 * SECOND).await);
    }
}
