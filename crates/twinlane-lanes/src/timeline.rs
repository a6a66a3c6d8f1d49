//! The recent load of a lane.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The number of calls that waited for a lane, and of calls at work, over the last 30 s. Clones are the same timeline.
///
/// It keeps [300](Self::KEPT) steps of [100 ms](Self::STEP).
#[derive(Clone, Debug)]
pub struct Timeline {
    shared: Arc<Shared>,
}

/// A [step](Timeline::STEP) of a timeline.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Step {
    /// The number of calls that waited, on average over the step.
    pub waiting: f64,
    /// The number of calls at work, on average over the step.
    pub working: f64,
}

#[derive(Debug)]
struct Shared {
    begun: Instant,
    now: Mutex<Now>,
}

#[derive(Debug, Default)]
struct Now {
    /// The time since the timeline has begun.
    at: Duration,
    waiting: u32,
    working: u32,
    /// The last is the current one.
    steps: VecDeque<Integral>,
}

/// Seconds that calls spent waiting and working within one step.
#[derive(Clone, Copy, Debug, Default)]
struct Integral {
    waiting: f64,
    working: f64,
}

impl Timeline {
    /// The length of a step.
    pub const STEP: Duration = Duration::from_millis(100);

    /// The number of steps that are kept.
    pub const KEPT: usize = 300;

    /// Makes a timeline that starts now.
    pub fn new() -> Self {
        Self {
            shared: Arc::new(Shared {
                begun: Instant::now(),
                now: Mutex::new(Now {
                    steps: VecDeque::from([Integral::default()]),
                    ..Now::default()
                }),
            }),
        }
    }

    /// Returns the current number of calls that wait, and of calls at work.
    pub fn now(&self) -> (u32, u32) {
        let mut counts = (0, 0);
        self.change(|now| counts = (now.waiting, now.working));
        counts
    }

    /// Returns the complete steps that are kept, the oldest first. The current step is not among them.
    pub fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        self.change(|now| {
            let whole = now.steps.len().saturating_sub(1);
            steps = now.steps.iter().take(whole).map(Integral::step).collect();
        });
        steps
    }

    /// A call begins to wait.
    pub(crate) fn wait(&self) -> OnTimeline {
        self.change(|now| now.waiting += 1);
        OnTimeline {
            timeline: self.clone(),
        }
    }

    fn change(&self, change: impl FnOnce(&mut Now)) {
        let mut now = self
            .shared
            .now
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        now.advance(self.shared.begun.elapsed());
        change(&mut now);
    }
}

impl Default for Timeline {
    fn default() -> Self {
        Self::new()
    }
}

impl Now {
    /// Moves the clock forward, with the same numbers of waiting and working calls.
    fn advance(&mut self, to: Duration) {
        let step = |time: Duration| time.as_nanos() / Timeline::STEP.as_nanos();
        let kept = Timeline::STEP * u32::try_from(Timeline::KEPT).unwrap_or(u32::MAX);
        // Steps older than those that are kept need not be written.
        if to.saturating_sub(self.at) > kept {
            self.steps.clear();
            self.steps.push_back(Integral::default());
            self.at = to.saturating_sub(kept);
        }
        while step(self.at) < step(to) {
            let rest = Timeline::STEP.saturating_sub(remainder(self.at));
            self.spend(rest);
            self.steps.push_back(Integral::default());
            if self.steps.len() > Timeline::KEPT + 1 {
                self.steps.pop_front();
            }
        }
        self.spend(to.saturating_sub(self.at));
    }

    fn spend(&mut self, time: Duration) {
        self.at += time;
        if let Some(step) = self.steps.back_mut() {
            step.waiting += time.as_secs_f64() * f64::from(self.waiting);
            step.working += time.as_secs_f64() * f64::from(self.working);
        }
    }
}

/// The time from the beginning of a step to this moment in it.
fn remainder(at: Duration) -> Duration {
    let step = Timeline::STEP.as_nanos();
    Duration::from_nanos(u64::try_from(at.as_nanos() % step).unwrap_or_default())
}

impl Integral {
    fn step(&self) -> Step {
        let length = Timeline::STEP.as_secs_f64();
        Step {
            waiting: self.waiting / length,
            working: self.working / length,
        }
    }
}

/// A call on its timeline: it waits, until this is dropped.
#[derive(Debug)]
pub(crate) struct OnTimeline {
    timeline: Timeline,
}

impl OnTimeline {
    /// Counts the call as working instead, until the result is dropped.
    pub(crate) fn works(&self) -> Works<'_> {
        self.timeline.change(|now| {
            now.waiting -= 1;
            now.working += 1;
        });
        Works(&self.timeline)
    }
}

impl Drop for OnTimeline {
    fn drop(&mut self) {
        self.timeline.change(|now| now.waiting -= 1);
    }
}

/// A call at work.
#[derive(Debug)]
pub(crate) struct Works<'t>(&'t Timeline);

impl Drop for Works<'_> {
    fn drop(&mut self) {
        self.0.change(|now| {
            now.working -= 1;
            now.waiting += 1;
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: Duration = Timeline::STEP;

    fn at(now: &mut Now, waiting: u32, working: u32, steps: f64) {
        (now.waiting, now.working) = (waiting, working);
        let to = now.at + STEP.mul_f64(steps);
        now.advance(to);
    }

    fn begun() -> Now {
        Now {
            steps: VecDeque::from([Integral::default()]),
            ..Now::default()
        }
    }

    fn rounded(now: &Now) -> Vec<(f64, f64)> {
        let steps = now.steps.iter().map(Integral::step);
        steps
            .map(|step| ((step.waiting * 100.).round(), (step.working * 100.).round()))
            .collect()
    }

    #[test]
    fn a_step_says_how_many_there_were_on_average() {
        let mut now = begun();
        at(&mut now, 2, 0, 0.5);
        at(&mut now, 0, 4, 0.25);
        at(&mut now, 0, 0, 0.75);
        at(&mut now, 1, 1, 2.);
        assert_eq!(
            rounded(&now),
            [(100., 100.), (50., 50.), (100., 100.), (50., 50.)]
        );
    }

    #[test]
    fn no_more_is_kept_than_is_shown_and_a_long_pause_costs_nothing() {
        let mut now = begun();
        at(&mut now, 1, 2, 1_000.);
        assert_eq!(now.steps.len(), Timeline::KEPT + 1);
        at(&mut now, 0, 3, 1e9);
        assert_eq!(now.steps.len(), Timeline::KEPT + 1);
        let whole = rounded(&now);
        assert_eq!(whole[..Timeline::KEPT], vec![(0., 300.); Timeline::KEPT]);
    }
}
