//! Tells which functions have proved to be short.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// An estimate of the run times of one [site](crate::Site)'s functions: short, or not.
///
/// Each short function earns a point, each other one loses [as many as are needed](ENOUGH): one in a hundred may take longer, one in ten may
/// not. A thread that was not given the processor looks like one that blocks.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    points: AtomicU32,
}

/// The limit of a short function. A trip to a thread would cost a tenth of this.
const SHORT: Duration = Duration::from_micros(200);
/// The points from which the next function is taken for short.
const ENOUGH: u32 = 32;
/// The most points that are kept, so that a site that begins to block is found out after a few calls.
const MOST: u32 = 4 * ENOUGH;

impl Pace {
    /// True if the next function may be taken for short.
    pub(crate) fn is_short(&self) -> bool {
        self.points.load(Ordering::Relaxed) >= ENOUGH
    }

    /// Notes the run time of a function. If two threads come at once, one of them may go unnoticed.
    pub(crate) fn note(&self, took: Duration) {
        let points = self.points.load(Ordering::Relaxed);
        let now = if took < SHORT {
            MOST.min(points + 1)
        } else {
            points.saturating_sub(ENOUGH)
        };
        if now != points {
            self.points.store(now, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(short: u32, long: u32) -> Pace {
        let pace = Pace::default();
        (0..short).for_each(|_| pace.note(Duration::from_micros(3)));
        (0..long).for_each(|_| pace.note(Duration::from_millis(3)));
        pace
    }

    #[test]
    fn nothing_is_short_before_it_has_proved_to_be() {
        assert!(!after(0, 0).is_short());
        assert!(!after(ENOUGH - 1, 0).is_short());
        assert!(after(ENOUGH, 0).is_short());
    }

    #[test]
    fn a_few_that_block_end_it() {
        assert!(after(1_000_000, 1).is_short());
        assert!(!after(1_000_000, 4).is_short());
    }

    #[test]
    fn one_in_a_hundred_may_take_longer_and_one_in_ten_may_not() {
        let pace = after(1_000, 0);
        let runs = |every: u32| {
            (1..=1_000).all(|run| {
                let took = if run % every == 0 { 3_000 } else { 3 };
                pace.note(Duration::from_micros(took));
                pace.is_short()
            })
        };
        assert!(runs(100));
        assert!(!runs(10));
    }
}
