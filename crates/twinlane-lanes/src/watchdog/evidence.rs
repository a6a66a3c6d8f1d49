//! Evidence of what a thread that holds its worker does.
//!
//! The thread may have been given no processor, and so may the watchdog itself. Neither is the doing of the code that runs there. So the time
//! between two readings counts only if the watchdog came on time for both and the operating system has counted it: as computed, or as
//! slept. The rest is nobody's.

use std::time::{Duration, Instant};

use crate::os_thread::{HoldKind, ThreadState, ThreadTimes};

/// A reading: the state of a thread at one moment, as the operating system tells it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    pub(super) at: Instant,
    /// `None` if the operating system does not tell.
    pub(super) doing: Option<ThreadState>,
    /// `None` if the operating system does not tell.
    pub(super) counted: Option<ThreadTimes>,
}

/// All readings of a thread during one hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Evidence {
    first: Instant,
    last: Reading,
    /// The last reading that found the thread asleep. From one such reading to the next, it slept for all the time that it neither computed nor
    /// waited for a processor. `None` once the watchdog was late.
    asleep: Option<Reading>,
    /// The time from the first sight of the hold to the first reading.
    before: Duration,
    slept: Duration,
    computed: Duration,
    /// The time that the operating system has not counted.
    untold: Duration,
}

/// The longest time between two looks of a watchdog on time: it looks at least every 4 ms. A later one was given no processor itself, and
/// nothing is known of other threads.
const ON_TIME: Duration = Duration::from_millis(12);
/// The resolution in which the operating system counts the processor time of a running thread. A larger lump is the time of a machine that
/// stood still.
const TICK: Duration = Duration::from_millis(10);

impl Evidence {
    /// `since`: when the thread was first seen to be held.
    pub(super) fn new(since: Instant, reading: Reading) -> Self {
        let before = reading.at.saturating_duration_since(since);
        Self {
            first: reading.at,
            last: reading,
            asleep: Some(reading).filter(Reading::is_asleep),
            before: if before <= ON_TIME {
                before
            } else {
                Duration::ZERO
            },
            slept: Duration::ZERO,
            computed: Duration::ZERO,
            untold: Duration::ZERO,
        }
    }

    pub(super) fn last(&self) -> Instant {
        self.last.at
    }

    /// Takes a further reading, which has found the same hold.
    pub(super) fn add(&mut self, reading: Reading) {
        let gap = reading.at.saturating_duration_since(self.last.at);
        let is_on_time = gap <= ON_TIME;
        match self.last.counted.zip(reading.counted) {
            _ if !is_on_time => self.asleep = None,
            None => self.untold += gap,
            Some((before, now)) => self.computed += before.computed_until(now).min(gap + TICK),
        }
        if reading.doing == Some(ThreadState::Stopped) {
            self.asleep = None;
        }
        if reading.is_asleep() {
            self.slept += self
                .asleep
                .map_or(Duration::ZERO, |before| slept(&before, &reading));
            self.asleep = Some(reading);
        }
        self.last = reading;
    }

    /// The processor time that is known of the thread.
    pub(super) fn computed(&self) -> Duration {
        self.computed
    }

    /// The time that the thread has surely held its worker by its own work, and the kind of that work.
    pub(super) fn verdict(&self) -> (Duration, HoldKind) {
        let seen = self.last.at.saturating_duration_since(self.first);
        let (sure, kind) = if self.slept + self.computed == Duration::ZERO {
            (self.untold, HoldKind::Unknown)
        } else if self.slept >= self.computed {
            (self.slept + self.computed, HoldKind::Blocking)
        } else {
            (self.slept + self.computed, HoldKind::Computing)
        };
        let sure = sure.min(seen);
        // There is no reading of the time before. It counts as the rest does, but not for more than the rest.
        (sure + self.before.min(sure), kind)
    }
}

/// The time that a thread slept between two readings. Both have found it asleep, so that all its waiting for a processor has been counted.
fn slept(before: &Reading, now: &Reading) -> Duration {
    let time = now.at.saturating_duration_since(before.at);
    let counted = before.counted.zip(now.counted);
    counted.map_or(Duration::ZERO, |(before, now)| {
        time.saturating_sub(before.computed_until(now))
            .saturating_sub(before.waited_until(now))
    })
}

impl Reading {
    fn is_asleep(&self) -> bool {
        self.doing == Some(ThreadState::Asleep)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    /// Readings of one thread: `(after, doing, computed, waited)`, in milliseconds since the one before.
    fn verdict(readings: &[(u32, ThreadState, u32, u32)]) -> (u128, HoldKind) {
        let since = Instant::now();
        let mut evidence: Option<Evidence> = None;
        let (mut at, mut computed, mut waited) = (since, Duration::ZERO, Duration::ZERO);
        for (after, doing, on_processor, runnable) in readings {
            at += MS * *after;
            computed += MS * *on_processor;
            waited += MS * *runnable;
            let reading = Reading {
                at,
                doing: Some(*doing),
                counted: Some(ThreadTimes::new(computed, waited)),
            };
            match &mut evidence {
                None => evidence = Some(Evidence::new(since, reading)),
                Some(evidence) => evidence.add(reading),
            }
        }
        let (held, kind) = evidence.expect("a reading").verdict();
        (held.as_millis(), kind)
    }

    use ThreadState::{Asleep, OnQueue, Stopped};

    fn times(
        count: usize,
        reading: (u32, ThreadState, u32, u32),
    ) -> Vec<(u32, ThreadState, u32, u32)> {
        vec![reading; count]
    }

    #[test]
    fn what_sleeps_all_the_time_blocks() {
        assert_eq!(
            verdict(&times(11, (4, Asleep, 0, 0))),
            (44, HoldKind::Blocking)
        );
    }

    #[test]
    fn what_has_a_processor_all_the_time_computes() {
        assert_eq!(
            verdict(&times(11, (4, OnQueue, 4, 0))),
            (44, HoldKind::Computing)
        );
        // The operating system may count in lumps.
        let lumps: Vec<_> = (0..12)
            .map(|turn| (4, OnQueue, if turn % 2 == 1 { 8 } else { 0 }, 0))
            .collect();
        assert_eq!(verdict(&lumps).1, HoldKind::Computing);
        assert!(verdict(&lumps).0 >= 40, "{:?}", verdict(&lumps));
    }

    #[test]
    fn what_waits_for_a_processor_has_done_nothing() {
        // Such waiting is counted when it is over, or not at all.
        assert_eq!(verdict(&times(50, (4, OnQueue, 0, 0))).0, 0);
        assert_eq!(verdict(&times(50, (4, OnQueue, 0, 4))).0, 0);
        let mut readings = times(50, (4, OnQueue, 0, 0));
        readings.push((4, OnQueue, 0, 204));
        assert_eq!(verdict(&readings).0, 0);
    }

    #[test]
    fn a_watchdog_that_comes_late_knows_nothing_of_the_time_before() {
        // First seen, then nothing for a second: neither the thread nor the watchdog may have had a processor.
        let mut readings = vec![(1_000, OnQueue, 0, 0)];
        readings.extend(times(5, (1, OnQueue, 0, 0)));
        assert_eq!(verdict(&readings).0, 0);
        let late_again = |doing, computed| {
            let mut readings = times(3, (4, doing, 0, 0));
            readings.push((900, doing, computed, 0));
            verdict(&readings).0
        };
        // Asleep it may have waited for somebody who was given no processor. A machine that stood still counts as computing.
        assert_eq!(late_again(Asleep, 0), 8 + 4);
        assert_eq!(late_again(OnQueue, 900), 0);
    }

    #[test]
    fn a_machine_that_stands_still_does_not_compute() {
        let mut readings = times(12, (4, OnQueue, 0, 0));
        readings.push((4, OnQueue, 500, 0));
        let (held, _) = verdict(&readings);
        assert!(held < 25, "{held}");
    }

    #[test]
    fn what_wakes_now_and_then_blocks_all_the_same() {
        // The thread is found asleep half of the time, computes a little and waits for a processor a little.
        let readings: Vec<_> = (0..20)
            .map(|turn| (4, if turn % 2 == 0 { Asleep } else { OnQueue }, 1, 1))
            .collect();
        let (held, kind) = verdict(&readings);
        assert_eq!(kind, HoldKind::Blocking);
        // The thread waited for a processor for 20 of 80 ms.
        assert!((50..=62).contains(&held), "{held}");
    }

    #[test]
    fn what_a_debugger_has_stopped_is_not_asleep() {
        assert_eq!(verdict(&times(50, (4, Stopped, 0, 0))).0, 0);
        let mut readings = times(2, (4, Asleep, 0, 0));
        readings.push((4, Stopped, 0, 0));
        readings.push((4, Asleep, 0, 0));
        assert!(verdict(&readings).0 < 25);
    }

    #[test]
    fn where_the_operating_system_does_not_tell_the_kind_is_unknown() {
        let since = Instant::now();
        let reading = |millis: u32| Reading {
            at: since + MS * millis,
            doing: None,
            counted: None,
        };
        let mut evidence = Evidence::new(since, reading(4));
        (2..=10).for_each(|turn| evidence.add(reading(4 * turn)));
        assert_eq!(evidence.verdict(), (MS * 40, HoldKind::Unknown));
        evidence.add(reading(1_000));
        assert_eq!(evidence.verdict(), (MS * 40, HoldKind::Unknown));
    }

    /// Random readings: the evidence is never longer than the time of the readings.
    #[test]
    fn evidence_never_exceeds_the_time_that_it_is_about() {
        let mut state = 5_u32;
        let mut next = |most: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) % most
        };
        for _ in 0..10_000 {
            let readings: Vec<_> = (0..20)
                .map(|_| {
                    let after = [1, 4, 5, 13, 200][next(5) as usize];
                    let doing = [Asleep, OnQueue, Stopped][next(3) as usize];
                    (after, doing, next(after + 1), next(after + 1))
                })
                .collect();
            let all: u32 = readings.iter().map(|reading| reading.0).sum();
            let (held, _) = verdict(&readings);
            assert!(held <= u128::from(all), "{readings:?}");
        }
    }
}
