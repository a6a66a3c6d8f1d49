//! What the watchdog logs.

use std::collections::HashMap;
use std::fmt;
use std::time::{Duration, Instant};

use tracing::warn;

use crate::label::Holder;

/// Logs what held a worker: at most one line a second for each label, which tells the number of those left out.
#[derive(Debug, Default)]
pub(crate) struct Report {
    recent: HashMap<Holder, Recent>,
}

/// What was logged of one label within the last second, and what was not.
#[derive(Debug)]
struct Recent {
    last_line: Instant,
    left_out: u32,
    longest: Duration,
}

/// The least time between two lines of one label.
const LINE_EVERY: Duration = Duration::from_secs(1);

impl Report {
    /// `holder` has held a worker and no longer does.
    pub(crate) fn was_held(&mut self, holder: Holder, held: Duration, now: Instant) {
        if self.admits(holder, held, now) {
            say(
                holder,
                &format_args!("held the event loop for {}", Length(held)),
            );
        }
    }

    /// `holder` holds a worker, and goes on doing so.
    pub(crate) fn still_held(&mut self, holder: Holder, held: Duration, now: Instant) {
        if self.admits(holder, held, now) {
            say(
                holder,
                &format_args!(
                    "has held the event loop for {} and still does",
                    Length(held)
                ),
            );
        }
    }

    /// Logs what was left out, where the second is over.
    pub(crate) fn settle(&mut self, now: Instant) {
        self.recent.retain(|&holder, recent| {
            let over = now.duration_since(recent.last_line) >= LINE_EVERY;
            if over && recent.left_out > 0 {
                let (left_out, longest) = (recent.left_out, Length(recent.longest));
                say(
                    holder,
                    &format_args!("held the event loop {left_out} times more, for up to {longest}"),
                );
                *recent = Recent::new(now);
                return true;
            }
            !over
        });
    }

    /// Whether something was left out that is to be logged when the second is over.
    pub(crate) fn owes_a_line(&self) -> bool {
        self.recent.values().any(|recent| recent.left_out > 0)
    }

    fn admits(&mut self, holder: Holder, held: Duration, now: Instant) -> bool {
        // Setting up may block, and so may what the thread lane runs.
        if matches!(holder, Holder::Main | Holder::SteppedOut(_)) {
            return false;
        }
        self.settle(now);
        match self.recent.get_mut(&holder) {
            Some(recent) => {
                recent.left_out += 1;
                recent.longest = recent.longest.max(held);
                false
            }
            None => self.recent.insert(holder, Recent::new(now)).is_none(),
        }
    }
}

impl Recent {
    fn new(now: Instant) -> Self {
        Self {
            last_line: now,
            left_out: 0,
            longest: Duration::ZERO,
        }
    }
}

/// One line, with what to do about it.
fn say(holder: Holder, what: &fmt::Arguments<'_>) {
    match holder {
        Holder::Future(label) => {
            warn!(target: TARGET, "{label} {what}: declare it `fn`");
        }
        Holder::InPlace(label) => {
            warn!(target: TARGET, "{label} {what}: take `in_place` off it");
        }
        Holder::Unlabelled | Holder::Main | Holder::SteppedOut(_) => {
            warn!(target: TARGET, "a task {what}: run what blocks with `twinlane::lanes::threads`");
        }
    }
}

const TARGET: &str = "twinlane::lanes";

/// A duration as the log writes it: `118 ms`, `2.3 s`.
struct Length(Duration);

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_millis() {
            millis @ ..1000 => write!(f, "{millis} ms"),
            _ => write!(f, "{:.1} s", self.0.as_secs_f64()),
        }
    }
}
