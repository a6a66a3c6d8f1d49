//! What a thread does, and what it has done with its time: computed, waited for a processor, or slept.

use std::time::Duration;

/// What the operating system has counted for a thread so far.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted {
    on_processor: Duration,
    runnable: Duration,
}

/// What held a worker, as far as the operating system tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Kind {
    /// It slept most of the time: something blocked.
    Blocking,
    /// It had a processor most of the time.
    Computing,
    /// The operating system does not tell.
    #[default]
    Unknown,
}

impl Counted {
    /// Of a thread of this process. `None` where the operating system does not tell.
    #[cfg(target_os = "linux")]
    pub(crate) fn of(thread: u32) -> Option<Self> {
        let counts = std::fs::read_to_string(format!("/proc/self/task/{thread}/schedstat")).ok()?;
        let mut counts = counts.split_ascii_whitespace().map(|count| {
            let nanos = count.parse().ok()?;
            Some(Duration::from_nanos(nanos))
        });
        Some(Self {
            on_processor: counts.next()??,
            runnable: counts.next()??,
        })
    }

    /// Of a thread of this process. `None` where the operating system does not tell.
    #[cfg(not(target_os = "linux"))]
    pub(crate) fn of(_: u32) -> Option<Self> {
        None
    }

    /// How much of `held`, which ends now, was the thread's own doing, and what that was. A thread that waits for a processor
    /// is not to blame.
    pub(crate) fn shares(self, now: Self, held: Duration) -> (Duration, Kind) {
        let waited = now.runnable.saturating_sub(self.runnable);
        let own = held.saturating_sub(waited);
        let computed = now.on_processor.saturating_sub(self.on_processor);
        let kind = if 2 * computed >= own {
            Kind::Computing
        } else {
            Kind::Blocking
        };
        (own, kind)
    }
}

impl Counted {
    /// How much it has computed since. What goes on is counted by the clock tick of the operating system, about every 4 ms.
    pub(crate) fn computed_until(self, now: Self) -> Duration {
        now.on_processor.saturating_sub(self.on_processor)
    }
}

/// Whether a thread of this process sleeps, rather than computes or waits for a processor. `None` where the operating system does
/// not tell.
#[cfg(target_os = "linux")]
pub(crate) fn sleeps(thread: u32) -> Option<bool> {
    let stat = std::fs::read_to_string(format!("/proc/self/task/{thread}/stat")).ok()?;
    // The name before it may hold anything.
    let (_, after_name) = stat.rsplit_once(')')?;
    Some(!after_name.trim_start().starts_with('R'))
}

/// Whether a thread of this process sleeps, rather than computes or waits for a processor. `None` where the operating system does
/// not tell.
#[cfg(not(target_os = "linux"))]
pub(crate) fn sleeps(_: u32) -> Option<bool> {
    None
}

/// The operating system's number of the current thread.
#[cfg(target_os = "linux")]
pub(crate) fn current_thread() -> u32 {
    rustix::thread::gettid()
        .as_raw_nonzero()
        .get()
        .unsigned_abs()
}

/// The operating system's number of the current thread, where it is of any use.
#[cfg(not(target_os = "linux"))]
pub(crate) fn current_thread() -> u32 {
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(on_processor: u64, runnable: u64) -> Counted {
        Counted {
            on_processor: Duration::from_millis(on_processor),
            runnable: Duration::from_millis(runnable),
        }
    }

    #[test]
    fn what_a_thread_waits_for_a_processor_is_not_its_doing() {
        let held = Duration::from_millis(100);
        let shares = |now| counted(5, 5).shares(now, held);
        assert_eq!(shares(counted(5, 5)), (held, Kind::Blocking));
        assert_eq!(shares(counted(105, 5)), (held, Kind::Computing));
        let little = Duration::from_millis(20);
        assert_eq!(shares(counted(20, 85)), (little, Kind::Computing));
        assert_eq!(shares(counted(5, 85)), (little, Kind::Blocking));
        assert_eq!(shares(counted(5, 905)), (Duration::ZERO, Kind::Computing));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_operating_system_tells() {
        let thread = current_thread();
        let before = Counted::of(thread);
        assert!(before.is_some());
        assert!(Counted::of(u32::MAX).is_none());
        assert_eq!(sleeps(thread), Some(false));
        assert_eq!(sleeps(u32::MAX), None);
    }
}
