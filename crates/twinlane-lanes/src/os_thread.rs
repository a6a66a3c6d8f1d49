//! The state of a thread, and its times: computing, waiting for a processor, sleeping.

use std::time::Duration;

/// The times that the operating system has counted for a thread so far.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ThreadTimes {
    on_processor: Duration,
    runnable: Duration,
}

/// The state of a thread at one moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ThreadState {
    /// It sleeps: it waits for something other than a processor.
    Asleep,
    /// It has a processor, or waits for one.
    OnQueue,
    /// Neither: a debugger has stopped it, or a signal.
    Stopped,
}

/// The kind of work that held a worker, as far as the operating system tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum HoldKind {
    /// It slept most of the time: something blocked.
    Blocking,
    /// It had a processor most of the time.
    Computing,
    /// The operating system does not tell.
    Unknown,
}

impl ThreadTimes {
    #[cfg(test)]
    pub(crate) fn new(on_processor: Duration, runnable: Duration) -> Self {
        Self {
            on_processor,
            runnable,
        }
    }

    /// Asks about a thread of this process. `None` if the operating system does not tell.
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

    /// Asks about a thread of this process. `None` if the operating system does not tell.
    #[cfg(not(target_os = "linux"))]
    pub(crate) fn of(_: u32) -> Option<Self> {
        None
    }

    /// The time from `self` to `now` that the thread has waited for a processor.
    pub(crate) fn waited_until(self, now: Self) -> Duration {
        now.runnable.saturating_sub(self.runnable)
    }

    /// The processor time of the thread from `self` to `now`. The operating system counts a running thread at each clock tick, about every 4 ms.
    pub(crate) fn computed_until(self, now: Self) -> Duration {
        now.on_processor.saturating_sub(self.on_processor)
    }
}

impl ThreadState {
    /// Asks about a thread of this process. `None` if the operating system does not tell.
    #[cfg(target_os = "linux")]
    pub(crate) fn of(thread: u32) -> Option<Self> {
        let stat = std::fs::read_to_string(format!("/proc/self/task/{thread}/stat")).ok()?;
        // The name before it may hold anything.
        let (_, after_name) = stat.rsplit_once(')')?;
        Some(match after_name.trim_start().as_bytes().first()? {
            b'R' => Self::OnQueue,
            b'S' | b'D' => Self::Asleep,
            _ => Self::Stopped,
        })
    }

    /// Asks about a thread of this process. `None` if the operating system does not tell.
    #[cfg(not(target_os = "linux"))]
    pub(crate) fn of(_: u32) -> Option<Self> {
        None
    }
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

    #[cfg(target_os = "linux")]
    #[test]
    fn the_operating_system_tells() {
        let thread = current_thread();
        let before = ThreadTimes::of(thread);
        assert!(before.is_some());
        assert!(ThreadTimes::of(u32::MAX).is_none());
        assert_eq!(ThreadState::of(thread), Some(ThreadState::OnQueue));
        assert_eq!(ThreadState::of(u32::MAX), None);
    }
}
