//! One worker, and what holds it.

use std::time::{Duration, Instant};

use super::report::Report;
use super::shares::{Counted, Kind};
use crate::label::Holder;
use crate::seat::{Beat, Pulse};

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
    /// What the operating system had counted for the thread when it was seen again.
    counted: Option<Counted>,
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
/// Asking the operating system takes as long as a few looks: most of what is seen twice is not seen as often.
const SIGHTINGS_BEFORE_COUNTING: u32 = 3;
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
            counted: None,
        }
    }

    /// Takes note of what the worker does now. `None` is a worker that was just moving.
    pub(crate) fn look(&mut self, pulse: &Pulse, now: Instant, report: &mut Report) -> Seen {
        let Some(beat) = pulse.look() else {
            self.end(pulse, now, report);
            self.sightings = 0;
            return Seen::Moving;
        };
        let same_poll = beat.polls == self.beat.polls;
        if same_poll && beat.is_busy() {
            return Seen::Held {
                newly: self.see_again(pulse, beat, now, report),
            };
        }
        if same_poll {
            return Seen::Still;
        }
        self.end(pulse, now, report);
        self.begin(beat, now);
        Seen::Moving
    }

    /// What has held the worker no longer does.
    pub(crate) fn end(&self, pulse: &Pulse, now: Instant, report: &mut Report) {
        if !self.beat.is_busy() || self.sightings < LEAST_SIGHTINGS {
            return;
        }
        let (held, kind) = self.shares(pulse, now);
        if held >= WORTH_A_LINE {
            report.was_held(self.beat.holder, (held, kind), now);
        }
    }

    fn see_again(&mut self, pulse: &Pulse, beat: Beat, now: Instant, report: &mut Report) -> bool {
        let newly = self.sightings == 0;
        if beat.holder != self.beat.holder {
            // One poll may run several things: requests that a client sent in one go, arms of a `join!`.
            self.end(pulse, now, report);
            self.begin(beat, now);
        }
        self.sightings += 1;
        if self.sightings == SIGHTINGS_BEFORE_COUNTING {
            self.counted = Counted::of(pulse.thread);
        }
        if now.duration_since(self.since) >= self.tell_after {
            report.still_held(beat.holder, self.shares(pulse, now), now);
            self.tell_after *= 2;
        }
        newly
    }

    /// How long the thread has held the worker by what it did itself, and what that was.
    fn shares(&self, pulse: &Pulse, now: Instant) -> (Duration, Kind) {
        let held = now.duration_since(self.since);
        match self.counted.zip(Counted::of(pulse.thread)) {
            Some((before, now)) => before.shares(now, held),
            None => (held, Kind::Unknown),
        }
    }

    fn begin(&mut self, beat: Beat, now: Instant) {
        self.beat = beat;
        self.since = now;
        self.sightings = 0;
        self.tell_after = FIRST_TELL;
        self.counted = None;
    }
}
