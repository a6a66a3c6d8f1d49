//! The processor time of the current thread.

use std::time::Duration;

/// The processor time since the thread began. `None` if the operating system does not tell.
#[cfg(unix)]
pub(crate) fn processor_time() -> Option<Duration> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).ok()
}

/// The processor time since the thread began. `None` if the operating system does not tell.
#[cfg(not(unix))]
pub(crate) fn processor_time() -> Option<Duration> {
    None
}
