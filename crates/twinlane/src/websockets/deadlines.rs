//! The deadlines of a connection, each with the step that is taken if nothing else happens until then.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

use super::WebSocketRules;
use super::state::{Awareness, Stage, State};

/// The things that are due at a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Deadline {
    /// A ping is sent.
    Ping,
    /// The client has not shown itself since the ping.
    Pong,
    /// The client has read nothing.
    Write,
    /// The client has not said its last word, or not gone.
    Close,
    /// The function has not noticed that its client has gone.
    Function,
}

const ALL: [Deadline; 5] = [
    Deadline::Ping,
    Deadline::Pong,
    Deadline::Write,
    Deadline::Close,
    Deadline::Function,
];

/// The deadlines of one connection.
pub(super) struct Deadlines {
    times: [Option<Instant>; ALL.len()],
    /// Set to the earliest of them, or to an earlier time.
    timer: Option<Pin<Box<Sleep>>>,
    /// True if none of them was due when the timer was set.
    is_timed: bool,
    ping_interval: Option<Duration>,
    ping_timeout: Option<Duration>,
    write_timeout: Option<Duration>,
    min_rate: usize,
    disconnect_timeout: Duration,
    /// The function's knowledge since the connection has ended. `None`: it has not.
    awareness: Option<Awareness>,
}

/// The time that a client has to answer a close, as with Uvicorn.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(10);

/// The time that a client has to go once both sides have said their last.
const LINGER: Duration = Duration::from_secs(1);

/// The time that a function has to end from when it has been told that its client has gone, unless it may not notice for longer.
const TOLD: Duration = Duration::from_mins(1);

impl Deadlines {
    pub(super) fn new(rules: &WebSocketRules) -> Self {
        Self {
            times: [None; ALL.len()],
            timer: None,
            is_timed: false,
            ping_interval: rules.ping_interval,
            ping_timeout: rules.ping_timeout,
            write_timeout: rules.write_timeout,
            min_rate: rules.min_rate,
            disconnect_timeout: rules.disconnect_timeout,
            awareness: None,
        }
    }

    fn set(&mut self, deadline: Deadline, within: Option<Duration>) {
        let now = Instant::now();
        // A time too far away for the clock is never reached.
        self.times[deadline as usize] = within.and_then(|within| now.checked_add(within));
        self.is_timed = false;
    }

    fn set_once(&mut self, deadline: Deadline, within: Option<Duration>) {
        if self.times[deadline as usize].is_none() {
            self.set(deadline, within);
        }
    }

    fn clear(&mut self, deadline: Deadline) {
        self.times[deadline as usize] = None;
    }

    /// The connection is open.
    pub(super) fn begin_pings(&mut self) {
        self.set(Deadline::Ping, self.ping_interval);
    }

    /// The client has sent something.
    pub(super) fn note_life(&mut self) {
        self.clear(Deadline::Pong);
    }

    /// Notes that the client does not read.
    pub(super) fn note_wait(&mut self) {
        self.set_once(Deadline::Write, self.write_timeout);
    }

    /// Notes that the client has read something.
    pub(super) fn note_write(&mut self) {
        self.clear(Deadline::Write);
    }

    /// The last word has been said, and the client may not read it.
    pub(super) fn begin_close(&mut self) {
        self.set(Deadline::Close, Some(CLOSE_TIMEOUT));
    }

    /// The client is not waited for.
    pub(super) fn hurry(&mut self) {
        self.set(Deadline::Close, Some(LINGER));
    }

    /// Sets the deadlines of the end of a connection. `waits_for_client`: all that was to be written has been.
    pub(super) fn note_stage(&mut self, state: &State, waits_for_client: bool) {
        match state.stage {
            Stage::Asked(_) | Stage::Accepted | Stage::Open => {
                // A connection that does not read cannot see a pong.
                if !state.reads() {
                    self.clear(Deadline::Pong);
                }
                return;
            }
            Stage::Closing(_) if waits_for_client => self.close_within(CLOSE_TIMEOUT),
            Stage::Closed(_) if waits_for_client => self.close_within(LINGER),
            // `Write` is for a client that reads nothing. This deadline is for one that reads hardly anything.
            Stage::Closing(_) | Stage::Closed(_) => {
                if let Some(time) = self.longest_reading(state.unsent()) {
                    self.close_within(time.saturating_add(CLOSE_TIMEOUT));
                }
            }
        }
        for over in [Deadline::Ping, Deadline::Pong] {
            self.clear(over);
        }
        self.wait_for_function(state.awareness);
    }

    /// The client is waited for as long at most, and no longer than was said before.
    fn close_within(&mut self, within: Duration) {
        let Some(until) = Instant::now().checked_add(within) else {
            return;
        };
        let close = &mut self.times[Deadline::Close as usize];
        if close.is_none_or(|close| until < close) {
            *close = Some(until);
            self.is_timed = false;
        }
    }

    /// The time that a client may take to read this number of bytes. `None`: no limit is set.
    fn longest_reading(&self, bytes: usize) -> Option<Duration> {
        let seconds = bytes.checked_div(self.min_rate)?;
        self.write_timeout?
            .checked_add(Duration::from_secs(seconds as u64))
    }

    /// Sets the time that the function has to end.
    fn wait_for_function(&mut self, awareness: Awareness) {
        if awareness == Awareness::Abandoned {
            self.clear(Deadline::Function);
        } else if self.awareness != Some(awareness) {
            let within = if awareness == Awareness::Told {
                TOLD.max(self.disconnect_timeout)
            } else {
                self.disconnect_timeout
            };
            self.set(Deadline::Function, Some(within));
        }
        self.awareness = Some(awareness);
    }

    /// Ready at the next deadline, which is cleared.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Deadline> {
        loop {
            let times = ALL.into_iter().zip(self.times);
            let times = times.filter_map(|(deadline, time)| Some((time?, deadline)));
            let Some((time, deadline)) = times.min_by_key(|(time, _)| *time) else {
                return Poll::Pending;
            };
            // A deadline that has passed is not left to the timer, which counts whole milliseconds.
            self.is_timed = self.is_timed || Instant::now() < time;
            if self.is_timed {
                ready!(self.poll_timer(time, cx));
                self.is_timed = false;
                continue;
            }
            self.clear(deadline);
            if deadline == Deadline::Ping {
                self.set(Deadline::Ping, self.ping_interval);
                self.set_once(Deadline::Pong, self.ping_timeout);
            }
            return Poll::Ready(deadline);
        }
    }

    /// Ready at this time, or earlier.
    fn poll_timer(&mut self, until: Instant, cx: &mut Context<'_>) -> Poll<()> {
        let timer = self
            .timer
            .get_or_insert_with(|| Box::pin(sleep_until(until)));
        if timer.deadline() > until || timer.is_elapsed() {
            timer.as_mut().reset(until);
        }
        timer.as_mut().poll(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use tokio::time::advance;
    use twinlane_server::Settings;
    use twinlane_websocket::CloseFrame;

    use super::super::state::tests::open;
    use super::super::{AllowedOrigins, Disconnected, WebSocketOptions};
    use super::*;

    /// The clock stands still.
    #[tokio::test(start_paused = true)]
    async fn a_function_that_is_not_waited_for_is_given_up_at_once() {
        let options = WebSocketOptions {
            disconnect_timeout: Some(Duration::ZERO),
            ..WebSocketOptions::default()
        };
        let settings = Settings::new();
        let rules = WebSocketRules::new(String::new(), &options, &settings, AllowedOrigins::Any);
        // Between two of the timer's milliseconds.
        advance(Duration::from_micros(100)).await;
        let mut deadlines = Deadlines::new(&rules);
        let mut state = open();
        state.finish(Disconnected::gone());
        deadlines.note_stage(&state, false);
        let polled = deadlines.poll(&mut Context::from_waker(Waker::noop()));
        assert_eq!(polled, Poll::Ready(Deadline::Function));
    }

    /// It takes a byte before each `write_timeout` is over.
    #[tokio::test(start_paused = true)]
    async fn a_client_that_reads_hardly_anything_of_the_end_is_waited_for_no_longer_than_by_the_least_rate()
     {
        let settings = Settings::new();
        let options = WebSocketOptions::default();
        let rules = WebSocketRules::new(String::new(), &options, &settings, AllowedOrigins::Any);
        let mut deadlines = Deadlines::new(&rules);
        let mut state = open();
        state.output.resize(64 * 1024, 0);
        state.close(&CloseFrame::new(1000, ""));
        let begun = Instant::now();
        let mut cx = Context::from_waker(Waker::noop());
        loop {
            deadlines.note_stage(&state, false);
            deadlines.clear(Deadline::Function);
            if deadlines.poll(&mut cx) == Poll::Ready(Deadline::Close) {
                break;
            }
            deadlines.note_write();
            deadlines.note_wait();
            state.output.truncate(state.output.len() - 1);
            advance(Duration::from_secs(19)).await;
        }
        // 20 s without a byte, 64 s for 64 KiB, 10 s for its own last word; looked at every 19 s.
        assert_eq!(begun.elapsed(), Duration::from_secs(19 * 5));
    }
}
