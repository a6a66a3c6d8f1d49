//! How long a client may keep us waiting.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

/// Limits of the time that is spent waiting for a client to send, or to take what it is sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PaceLimits {
    /// The longest single wait.
    pub(crate) idle: Duration,
    /// The fewest bytes a second, over all waits, beyond one wait of `idle`; 0 for none.
    pub(crate) min_rate: usize,
}

/// Measures the waits of one transfer. Time that *we* take counts for nothing: a clock runs only after a poll was pending.
#[derive(Debug)]
pub(crate) struct Pace {
    limits: PaceLimits,
    moved: u64,
    waited: Duration,
    /// The beginning of the present wait.
    since: Option<Instant>,
    /// Made at the first wait, and kept for later ones.
    timer: Option<Pin<Box<Sleep>>>,
}

impl Pace {
    pub(crate) fn new(limits: PaceLimits) -> Self {
        Self {
            limits,
            moved: 0,
            waited: Duration::ZERO,
            since: None,
            timer: None,
        }
    }

    /// The client has sent or taken bytes, which ends the wait for it.
    pub(crate) fn moved(&mut self, bytes: usize) {
        self.moved = self.moved.saturating_add(bytes as u64);
        if let Some(since) = self.since.take() {
            self.add_wait(since);
        }
    }

    fn add_wait(&mut self, since: Instant) {
        let waited = since.elapsed();
        let most = self.timer.as_ref().map(|timer| timer.deadline() - since);
        // A wait beyond its deadline is one that nobody was there for.
        if most.is_none_or(|most| waited <= most + LATENESS) {
            self.waited += waited;
        }
    }

    /// The transfer has ended; what comes is another one.
    pub(crate) fn start_anew(&mut self) {
        self.moved = 0;
        self.waited = Duration::ZERO;
        self.since = None;
    }

    /// Waits for the client. Ready: it takes too long.
    pub(crate) fn poll_wait(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.since.is_none() {
            let now = Instant::now();
            self.since = Some(now);
            let deadline = now + self.allowance();
            match &mut self.timer {
                Some(timer) => timer.as_mut().reset(deadline),
                None => self.timer = Some(Box::pin(sleep_until(deadline))),
            }
        }
        let Some(timer) = &mut self.timer else {
            return Poll::Pending;
        };
        ready!(timer.as_mut().poll(cx));
        if timer.deadline().elapsed() <= LATENESS {
            return Poll::Ready(());
        }
        // Nobody has asked for a long time: that is not the client's fault.
        self.since = None;
        self.poll_wait(cx)
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

    fn pace(min_rate: usize) -> Pace {
        let idle = 10 * SECOND;
        Pace::new(PaceLimits { idle, min_rate })
    }

    /// Whether the wait is cut off before so much time has passed.
    async fn is_cut_off(pace: &mut Pace, within: Duration) -> bool {
        timeout(within, poll_fn(|cx| pace.poll_wait(cx)))
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
            pace.moved(1);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn all_waits_together_are_bounded_by_what_they_bring() {
        let mut pace = pace(100);
        // Each second brings as much as is asked for: it may go on for ever.
        for _ in 0..100 {
            assert!(!is_cut_off(&mut pace, SECOND).await);
            pace.moved(100);
        }
        // Each second brings half of it: most of the one wait beyond is used up.
        for second in 0..15 {
            assert!(!is_cut_off(&mut pace, SECOND).await, "{second}");
            pace.moved(50);
        }
        assert!(is_cut_off(&mut pace, 5 * SECOND).await);
    }

    #[tokio::test(start_paused = true)]
    async fn our_own_time_does_not_count() {
        let mut pace = pace(100);
        for _ in 0..10 {
            assert!(!is_cut_off(&mut pace, SECOND / 2).await);
            pace.moved(50);
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

        pace.start_anew();
        assert!(!is_cut_off(&mut pace, SECOND).await);
        advance(100 * SECOND).await;
        pace.moved(1);
        assert!(!is_cut_off(&mut pace, 9 * SECOND).await);
        assert!(is_cut_off(&mut pace, 2 * SECOND).await);
    }

    #[tokio::test(start_paused = true)]
    async fn the_next_transfer_owes_nothing() {
        let mut pace = pace(100);
        assert!(!is_cut_off(&mut pace, 9 * SECOND).await);
        pace.start_anew();
        assert!(!is_cut_off(&mut pace, 9 * SECOND).await);
    }
}
