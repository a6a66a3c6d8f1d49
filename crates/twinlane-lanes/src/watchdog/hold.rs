//! One worker, and what holds it.

use std::time::{Duration, Instant};

use super::report::Report;
use super::shares::{Counted, Kind, sleeps};
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
    /// Whether the thread has been found to block or to compute; otherwise it may only be waiting for a processor.
    is_real: bool,
    looked_into: Option<LookedInto>,
}

/// What the operating system has said of a thread that holds its worker.
#[derive(Clone, Copy, Debug)]
struct LookedInto {
    /// When it was asked first, and what it had counted by then.
    first: Instant,
    counted: Option<Counted>,
    /// When it was asked last.
    last: Instant,
    times: u32,
    /// How often the thread was asleep.
    asleep: u32,
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
        /// Whether it blocks or computes, as far as is known.
        is_real: bool,
        /// And has for so long that it is not the passing trouble of a busy machine, such as a lock whose holder waits for a
        /// processor; nor what a program does before it serves.
        is_long: bool,
    },
}

/// No thread waits so long for another that only waits for a processor, most of the time.
const LONG: Duration = Duration::from_millis(10);
/// What held a worker for less is not worth a line.
const WORTH_A_LINE: Duration = Duration::from_millis(25);
/// Nor what was not seen as often: it may have been the watchdog that was not given the processor.
const LEAST_SIGHTINGS: u32 = 5;
/// To look into it takes as long as many looks, and the operating system counts no finer than this.
const LOOK_INTO_EVERY: Duration = Duration::from_millis(4);
/// A thread that has computed for so long meanwhile does not wait for a processor.
const COMPUTES: Duration = Duration::from_millis(1);
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
            is_real: false,
            looked_into: None,
        }
    }

    /// Takes note of what the worker does now. `None` is a worker that was just moving.
    pub(crate) fn look(&mut self, pulse: &Pulse, now: Instant, report: &mut Report) -> Seen {
        let Some(beat) = pulse.look() else {
            self.end(pulse, now, report);
            self.sightings = 0;
            self.is_real = false;
            return Seen::Moving;
        };
        let same_poll = beat.polls == self.beat.polls;
        if same_poll && beat.is_busy() {
            let newly = self.see_again(pulse, beat, now, report);
            return Seen::Held {
                newly,
                is_real: self.is_real,
                is_long: self.is_real
                    && beat.holder != Holder::Excused
                    && now.duration_since(self.since) >= LONG,
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
            let is_told = self.tell_after > FIRST_TELL;
            report.was_held(self.beat.holder, (held, kind), is_told, now);
        }
    }

    fn see_again(&mut self, pulse: &Pulse, beat: Beat, now: Instant, report: &mut Report) -> bool {
        let was_real = self.is_real;
        let first = self.sightings == 0;
        if beat.holder != self.beat.holder {
            // One poll may run several things: requests that a client sent in one go, arms of a `join!`.
            self.end(pulse, now, report);
            self.begin(beat, now);
        }
        self.sightings += 1;
        self.look_into(pulse, now);
        if now.duration_since(self.since) >= self.tell_after {
            report.still_held(beat.holder, self.shares(pulse, now), now);
            self.tell_after *= 2;
        }
        first || self.is_real != was_real
    }

    /// Finds out whether the thread blocks or computes. One that only waits for a processor holds nobody up who would have one.
    fn look_into(&mut self, pulse: &Pulse, now: Instant) {
        let known = self.looked_into;
        let lately = |known: LookedInto| now.duration_since(known.last) < LOOK_INTO_EVERY;
        if known.is_some_and(lately) {
            return;
        }
        let (asleep, counted) = (sleeps(pulse.thread), Counted::of(pulse.thread));
        let known = known.unwrap_or(LookedInto {
            first: now,
            counted,
            last: now,
            times: 0,
            asleep: 0,
        });
        let computed = known.counted.zip(counted);
        let computed = computed.map(|(before, now)| before.computed_until(now));
        let is_real = asleep != Some(false) || computed.is_some_and(|time| time >= COMPUTES);
        self.is_real |= is_real;
        self.looked_into = Some(LookedInto {
            last: now,
            times: known.times + 1,
            asleep: known.asleep + u32::from(asleep == Some(true)),
            ..known
        });
    }

    /// How long the thread has held the worker by what it did itself, and what that was. The time in which it, or the whole machine, was given no
    /// processor is not its doing.
    fn shares(&self, pulse: &Pulse, now: Instant) -> (Duration, Kind) {
        let held = now.duration_since(self.since);
        let Some(known) = self.looked_into else {
            return (held, Kind::Unknown);
        };
        match known.counted.zip(Counted::of(pulse.thread)) {
            None => (held, Kind::Unknown),
            Some((before, now)) if 2 * known.asleep > known.times => {
                let waited = before.waited_until(now);
                (held.saturating_sub(waited), Kind::Blocking)
            }
            Some((before, now)) => {
                let until_then = known.first.duration_since(self.since);
                let own = until_then + before.computed_until(now);
                (held.min(own), Kind::Computing)
            }
        }
    }

    fn begin(&mut self, beat: Beat, now: Instant) {
        self.beat = beat;
        self.since = now;
        self.sightings = 0;
        self.tell_after = FIRST_TELL;
        self.is_real = false;
        self.looked_into = None;
    }
}
