//! One worker, and what holds it.

use std::time::{Duration, Instant};

use super::report::Report;
use crate::label::Holder;
use crate::seat::Beat;

/// What the watchdog remembers of a worker between two looks.
#[derive(Debug)]
pub(crate) struct Hold {
    beat: Beat,
    /// When `beat` was first seen.
    since: Instant,
    /// How often it has been seen again.
    sightings: u32,
    /// When to say that it is still so.
    tell_after: Duration,
}

/// What a look at a worker found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Seen {
    /// Nothing watched is polled, and nothing was since the last look.
    Still,
    /// Another poll than at the last look.
    Moving,
    /// The same poll.
    Held {
        /// For the first time.
        newly: bool,
    },
}

/// What held a worker for less is not worth a line.
const WORTH_A_LINE: Duration = Duration::from_millis(25);
/// Nor what was not seen as often: it may have been the watchdog that was not given the processor.
const LEAST_SIGHTINGS: u32 = 5;
/// After this, and after twice this and so on, it is said while it goes on.
const FIRST_TELL: Duration = Duration::from_secs(1);

impl Hold {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            beat: Beat {
                polls: 0,
                holder: Holder::Unlabelled,
            },
            since: now,
            sightings: 0,
            tell_after: FIRST_TELL,
        }
    }

    /// Takes note of what the worker does now. `None` is a worker that was just moving.
    pub(crate) fn look(&mut self, beat: Option<Beat>, now: Instant, report: &mut Report) -> Seen {
        let Some(beat) = beat else {
            self.end(now, report);
            self.sightings = 0;
            return Seen::Moving;
        };
        let same_poll = beat.polls == self.beat.polls;
        if same_poll && beat.is_busy() {
            return Seen::Held {
                newly: self.see_again(beat, now, report),
            };
        }
        if same_poll {
            return Seen::Still;
        }
        self.end(now, report);
        self.begin(beat, now);
        Seen::Moving
    }

    /// What has held the worker no longer does.
    pub(crate) fn end(&self, now: Instant, report: &mut Report) {
        let held = now.duration_since(self.since);
        if self.beat.is_busy() && self.sightings >= LEAST_SIGHTINGS && held >= WORTH_A_LINE {
            report.was_held(self.beat.holder, held, now);
        }
    }

    fn see_again(&mut self, beat: Beat, now: Instant, report: &mut Report) -> bool {
        let newly = self.sightings == 0;
        if beat.holder != self.beat.holder {
            // One poll may run several things: requests that a client sent in one go, arms of a `join!`.
            self.end(now, report);
            self.begin(beat, now);
        }
        self.sightings += 1;
        let held = now.duration_since(self.since);
        if held >= self.tell_after {
            report.still_held(beat.holder, held, now);
            self.tell_after *= 2;
        }
        newly
    }

    fn begin(&mut self, beat: Beat, now: Instant) {
        self.beat = beat;
        self.since = now;
        self.sightings = 0;
        self.tell_after = FIRST_TELL;
    }
}
