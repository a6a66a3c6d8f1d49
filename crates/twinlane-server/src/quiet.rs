//! The deadlines of a connection that has no request in flight: until its next head begins, and until that is whole.

use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::Instant;

use crate::state::ConnectionState;
use crate::task_timer::TaskTimer;

/// The longest times without a request in flight.
#[derive(Debug, Clone, Copy)]
pub(crate) struct QuietLimits {
    /// The time for the first head of a connection, and for each other from its first byte on.
    pub(crate) head: Duration,
    /// The time from a response to the first byte of the next head.
    pub(crate) keep_alive: Duration,
}

/// Looks at the clock when a request has ended, and arms a timer now and then: a request pays for none.
#[derive(Debug)]
pub(crate) struct Quiet {
    limits: QuietLimits,
    stage: Stage,
    /// The beginning of the stage.
    since: Instant,
    /// Made when a connection waits for the first time. It never ends after a deadline, and is moved when it has ended.
    timer: Option<TaskTimer>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nothing has been served yet.
    Fresh,
    /// A request is in flight.
    Busy,
    /// A response has been sent.
    KeptAlive,
    /// A head has begun.
    Head,
}

impl Quiet {
    /// `since`: the connection has begun.
    pub(crate) fn new(limits: QuietLimits, since: Instant) -> Self {
        Self {
            limits,
            stage: Stage::Fresh,
            since,
            timer: None,
        }
    }

    /// To be asked after each poll of the connection. Ready: its time is over.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>, state: &ConnectionState) -> Poll<()> {
        if !state.is_idle() || state.is_closing() {
            self.stage = Stage::Busy;
            return Poll::Pending;
        }
        let changes = state.take_changes();
        if changes.has_begun || self.stage == Stage::Busy {
            // The next head may have begun while the request was served. What came in one read with its end hyper keeps to itself.
            self.enter(if changes.has_arrived {
                Stage::Head
            } else {
                Stage::KeptAlive
            });
        } else if changes.has_arrived && self.stage == Stage::KeptAlive {
            self.enter(Stage::Head);
        }
        if !self.has_elapsed(cx) {
            return Poll::Pending;
        }
        self.look(cx, state)
    }

    fn enter(&mut self, stage: Stage) {
        self.stage = stage;
        self.since = Instant::now();
    }

    #[cold]
    fn look(&mut self, cx: &mut Context<'_>, state: &ConnectionState) -> Poll<()> {
        let (now, deadline) = (Instant::now(), self.deadline());
        // Something may have arrived that a task without budget has not read.
        if now >= deadline && state.reads_since_waiting() == 0 {
            return Poll::Ready(());
        }
        let next = self.next_look(now);
        if let Some(timer) = &mut self.timer {
            timer.reset(next);
        }
        if self.has_elapsed(cx) {
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    }

    fn deadline(&self) -> Instant {
        let limit = match self.stage {
            Stage::Fresh | Stage::Head => self.limits.head,
            Stage::Busy | Stage::KeptAlive => self.limits.keep_alive,
        };
        self.since + limit
    }

    /// No later than any deadline that may come up meanwhile.
    fn next_look(&self, now: Instant) -> Instant {
        let shortest = self.limits.head.min(self.limits.keep_alive);
        self.deadline().min(now + shortest)
    }

    fn has_elapsed(&mut self, cx: &mut Context<'_>) -> bool {
        if self.timer.is_none() {
            let first = self.next_look(Instant::now());
            self.timer = Some(TaskTimer::new(first));
        }
        let timer = self.timer.as_mut();
        timer.is_some_and(|timer| timer.has_elapsed(cx))
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use tokio::time::sleep_until;

    use super::*;

    const LIMITS: QuietLimits = QuietLimits {
        head: Duration::from_secs(30),
        keep_alive: Duration::from_secs(5),
    };

    #[derive(Clone, Copy)]
    enum Event {
        Arrive,
        Begin,
        BodyEnd,
        End,
    }
    use Event::{Arrive, Begin, BodyEnd, End};

    /// The seconds until its time is over, with what happens at these seconds.
    async fn is_about(limits: QuietLimits, events: &[(u64, Event)], seconds: f64) {
        let begun = Instant::now();
        let state = ConnectionState::default();
        let mut quiet = Quiet::new(limits, begun);
        let mut request = None;
        let mut events = events.iter();
        let mut next = events.next();
        loop {
            let at = next.map_or(u64::from(u32::MAX), |(at, _)| *at);
            let event = sleep_until(begun + Duration::from_secs(at));
            tokio::select! {
                biased;
                () = poll_fn(|cx| quiet.poll(cx, &state)) => break,
                () = event => {}
            }
            if let Some((_, Arrive | Begin)) = next {
                state.note_read(false);
            }
            match next {
                Some((_, Begin)) => request = Some(state.begin_request()),
                Some((_, BodyEnd)) => state.note_end_of_request(),
                Some((_, End)) => request = None,
                Some((_, Arrive)) | None => {}
            }
            state.note_read(true);
            next = events.next();
        }
        drop(request);
        let time = begun.elapsed().as_secs_f64();
        assert!(
            (seconds..seconds + 0.1).contains(&time),
            "{seconds}: {time}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_fresh_connection_has_the_time_of_a_head() {
        is_about(LIMITS, &[], 30.0).await;
        is_about(LIMITS, &[(20, Arrive), (29, Arrive)], 30.0).await;
    }

    #[tokio::test(start_paused = true)]
    async fn after_a_response_the_next_head_has_to_begin_in_time() {
        is_about(LIMITS, &[(1, Begin), (2, End)], 7.0).await;
        let several = [
            (1, Begin),
            (1, End),
            (5, Begin),
            (5, End),
            (9, Begin),
            (9, End),
        ];
        is_about(LIMITS, &several, 14.0).await;
        let long = QuietLimits {
            keep_alive: Duration::from_secs(75),
            ..LIMITS
        };
        is_about(
            long,
            &[(20, Begin), (20, End), (90, Begin), (90, End)],
            165.0,
        )
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_that_has_begun_has_its_own_time() {
        let begins = [
            (1, Begin),
            (1, End),
            (4, Arrive),
            (20, Arrive),
            (33, Arrive),
        ];
        is_about(LIMITS, &begins[..3], 34.0).await;
        is_about(LIMITS, &begins, 34.0).await;
        let ends = [(1, Begin), (1, End), (4, Arrive), (33, Begin), (33, End)];
        is_about(LIMITS, &ends, 38.0).await;
    }

    /// It may take any time, and anything may arrive meanwhile.
    #[tokio::test(start_paused = true)]
    async fn a_request_in_flight_has_no_deadline_here() {
        let long = [(1, Begin), (500, Arrive), (500, BodyEnd), (1000, End)];
        is_about(LIMITS, &long, 1005.0).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_that_has_begun_during_a_response_has_its_own_time() {
        let begins = [(1, Begin), (2, Arrive), (3, End)];
        is_about(LIMITS, &begins, 33.0).await;
        let after_a_body = [(1, Begin), (2, Arrive), (2, BodyEnd), (3, Arrive), (4, End)];
        is_about(LIMITS, &after_a_body, 34.0).await;
    }
}
