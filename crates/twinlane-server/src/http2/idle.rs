//! The deadlines of a connection that has no request: it is told to end, and ends.

use std::task::Context;
use std::time::Duration;

use tokio::time::Instant;

use crate::quiet::QuietLimits;
use crate::task_timer::TaskTimer;

/// A connection, as its deadlines look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Activity {
    /// The number of requests that have begun.
    pub(crate) begun: usize,
    /// The number of requests in flight.
    pub(crate) in_flight: usize,
    /// The number of reads and writes of its socket.
    pub(crate) moves: usize,
    /// The socket does not take what is written.
    pub(crate) is_blocked: bool,
}

/// The step that a deadline asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// Tell the client that the connection ends, and take its last requests.
    Close,
    /// Take no request any more: the client has been told.
    Refuse,
    /// End the connection.
    End,
}

/// Looks at the connection now and then: a request pays for no timer.
#[derive(Debug)]
pub(crate) struct Idle {
    timer: TaskTimer,
    every: Duration,
    /// The number of looks without news that end a connection without a request yet.
    looks_of_fresh: u32,
    /// The number of looks without news that end a connection that has had requests.
    looks: u32,
    /// The activity at the last look.
    seen: Activity,
    /// The number of looks in a row that found nothing new.
    quiet: u32,
    closing: Option<Closing>,
}

/// A connection that has been told to end.
#[derive(Debug)]
struct Closing {
    /// The number of requests when it was told.
    begun: usize,
    /// True if responses have been sent since.
    has_answered: bool,
    /// The number of looks that found it without a request.
    looks: u32,
}

impl Idle {
    pub(crate) fn new(limits: QuietLimits, now: Activity) -> Self {
        let every = (limits.keep_alive.min(limits.head) / LOOKS).max(SHORTEST);
        let looks = |limit: Duration| {
            let looks = limit.as_nanos().div_ceil(every.as_nanos());
            u32::try_from(looks).unwrap_or(u32::MAX).max(1)
        };
        Self {
            timer: TaskTimer::new(Instant::now() + every),
            every,
            looks_of_fresh: looks(limits.head),
            looks: looks(limits.keep_alive),
            seen: now,
            quiet: 0,
            closing: None,
        }
    }

    /// The client has been told that the connection ends.
    pub(crate) fn close(&mut self, now: Activity) {
        self.every = LONGEST_SILENCE;
        self.seen = now;
        self.quiet = 0;
        self.closing = Some(Closing {
            begun: now.begun,
            has_answered: now.in_flight > 0,
            looks: 0,
        });
        self.start_timer();
    }

    /// To be asked after each poll of the connection. `None`: nothing is due, and the task is woken when it may be.
    #[inline]
    pub(crate) fn poll(
        &mut self,
        cx: &mut Context<'_>,
        activity: impl FnOnce() -> Activity,
    ) -> Option<Due> {
        if !self.timer.has_elapsed(cx) {
            return None;
        }
        let now = activity();
        let due = self.look(now);
        self.seen = now;
        self.start_timer();
        if self.timer.has_elapsed(cx) {
            cx.waker().wake_by_ref();
        }
        due
    }

    fn start_timer(&mut self) {
        let next = Instant::now() + self.every;
        self.timer.reset(next);
    }

    fn look(&mut self, now: Activity) -> Option<Due> {
        let has_moved = now.moves != self.seen.moves;
        let Some(closing) = &mut self.closing else {
            let was_quiet = (self.seen.begun, self.seen.in_flight) == (now.begun, 0);
            let is_quiet = was_quiet && now.in_flight == 0;
            self.quiet = if is_quiet { self.quiet + 1 } else { 0 };
            let looks = if now.begun == 0 {
                self.looks_of_fresh
            } else {
                self.looks
            };
            return (self.quiet >= looks).then_some(Due::Close);
        };
        closing.has_answered |= now.in_flight > 0 || now.begun != closing.begun;
        if now.in_flight > 0 || now.is_blocked {
            self.quiet = 0;
            return Some(Due::Refuse);
        }
        self.quiet = if has_moved { 0 } else { self.quiet + 1 };
        closing.looks += 1;
        let (quiet, most) = if closing.has_answered {
            (LOOKS_AFTER_RESPONSE, MOST_LOOKS_AFTER_RESPONSE)
        } else {
            (1, MOST_LOOKS)
        };
        let is_over = self.quiet >= quiet || closing.looks >= most;
        Some(if is_over { Due::End } else { Due::Refuse })
    }
}

/// The number of looks in the shorter of the longest times without a request, which may become longer by one look.
const LOOKS: u32 = 4;
const SHORTEST: Duration = Duration::from_millis(10);
/// The longest time for a client to say that it knows of the end. No network takes longer.
const LONGEST_SILENCE: Duration = Duration::from_secs(1);
/// A client that has been sent a response may be slow to make room for the last of it.
const LOOKS_AFTER_RESPONSE: u32 = 5;
const MOST_LOOKS_AFTER_RESPONSE: u32 = 25;
/// A client without a request may send what it likes, and has nothing to wait for.
const MOST_LOOKS: u32 = 2;

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::task::Poll;

    use super::*;

    const LIMIT: QuietLimits = QuietLimits {
        head: Duration::from_secs(40),
        keep_alive: Duration::from_secs(40),
    };
    const NOTHING: Activity = Activity {
        begun: 0,
        in_flight: 0,
        moves: 0,
        is_blocked: false,
    };

    /// The next thing that is due, and the seconds until then, where the activity changes with the seconds.
    async fn next(idle: &mut Idle, activity: impl Fn(usize) -> Activity) -> (Due, u64) {
        let start = Instant::now();
        let now = || usize::try_from(start.elapsed().as_secs()).unwrap();
        let due = poll_fn(|cx| match idle.poll(cx, || activity(now())) {
            Some(Due::Refuse) | None => Poll::Pending,
            Some(due) => Poll::Ready(due),
        })
        .await;
        (due, start.elapsed().as_secs())
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_without_a_request_is_closed() {
        let mut idle = Idle::new(LIMIT, NOTHING);
        assert_eq!(next(&mut idle, |_| NOTHING).await, (Due::Close, 40));
    }

    #[tokio::test(start_paused = true)]
    async fn the_time_between_requests_is_not_that_before_the_first() {
        let limits = QuietLimits {
            keep_alive: Duration::from_secs(4),
            ..LIMIT
        };
        let mut idle = Idle::new(limits, NOTHING);
        assert_eq!(next(&mut idle, |_| NOTHING).await, (Due::Close, 40));
        let mut idle = Idle::new(limits, NOTHING);
        let one = |now: usize| Activity {
            begun: usize::from(now >= 10),
            ..NOTHING
        };
        let (due, time) = next(&mut idle, one).await;
        assert_eq!(due, Due::Close);
        assert!((14..=15).contains(&time), "{time}");
    }

    #[tokio::test(start_paused = true)]
    async fn pings_and_settings_are_no_requests() {
        let mut idle = Idle::new(LIMIT, NOTHING);
        let pings = |moves| Activity { moves, ..NOTHING };
        assert_eq!(next(&mut idle, pings).await, (Due::Close, 40));
    }

    #[tokio::test(start_paused = true)]
    async fn requests_keep_a_connection_open_and_so_do_those_in_flight() {
        for last in [7, 35, 100, 1000] {
            let mut idle = Idle::new(LIMIT, NOTHING);
            let some = |now: usize| Activity {
                begun: now.min(last),
                ..NOTHING
            };
            let (due, time) = next(&mut idle, some).await;
            assert_eq!(due, Due::Close);
            let since = time - last as u64;
            assert!((40..=50).contains(&since), "{last}: {since}");

            let mut idle = Idle::new(LIMIT, NOTHING);
            let one = |now: usize| Activity {
                begun: 1,
                in_flight: usize::from(now < last),
                ..NOTHING
            };
            let (_, time) = next(&mut idle, one).await;
            let since = time - last as u64;
            assert!((40..=50).contains(&since), "{last}: {since}");
        }
    }

    async fn end(before: Activity, activity: impl Fn(usize) -> Activity) -> u64 {
        let mut idle = Idle::new(LIMIT, before);
        idle.close(before);
        let (due, time) = next(&mut idle, activity).await;
        assert_eq!(due, Due::End);
        time
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_client_is_not_waited_for() {
        assert_eq!(end(NOTHING, |_| NOTHING).await, 1);
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_in_flight_is_finished_and_may_be_read_to_its_end() {
        let one = Activity {
            begun: 1,
            in_flight: 1,
            ..NOTHING
        };
        let ends = |now: usize| Activity {
            in_flight: usize::from(now < 30),
            moves: now.min(33),
            ..one
        };
        assert_eq!(end(one, ends).await, 38);
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_reads_its_last_response_is_waited_for() {
        let blocked = |now: usize| Activity {
            is_blocked: now < 100,
            ..NOTHING
        };
        assert_eq!(end(NOTHING, blocked).await, 100);
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_does_not_end_is_not_waited_for_without_end() {
        let pings = |moves| Activity { moves, ..NOTHING };
        assert_eq!(end(NOTHING, pings).await, u64::from(MOST_LOOKS));
        let one = Activity {
            begun: 1,
            in_flight: 1,
            ..NOTHING
        };
        let ends = |moves| Activity {
            in_flight: 0,
            moves,
            ..one
        };
        let most = u64::from(MOST_LOOKS_AFTER_RESPONSE);
        assert_eq!(end(one, ends).await, most);
    }

    #[tokio::test(start_paused = true)]
    async fn requests_after_the_grace_are_refused() {
        let mut idle = Idle::new(LIMIT, NOTHING);
        idle.close(NOTHING);
        let one = Activity {
            begun: 1,
            in_flight: 1,
            ..NOTHING
        };
        let start = Instant::now();
        let due = poll_fn(|cx| idle.poll(cx, || one).map_or(Poll::Pending, Poll::Ready)).await;
        assert_eq!((due, start.elapsed()), (Due::Refuse, LONGEST_SILENCE));
    }
}
