//! The locks, the channel, the notice and the time of batches: those of the standard library and of tokio.
//!
//! In the tests of `checks/interleavings` they are shuttle's, which tries the orders in which threads may run and clocks may go on.

#[cfg(test)]
#[cfg(shuttle)]
mod clock;
#[cfg(test)]
#[cfg(shuttle)]
mod locks;
#[cfg(test)]
#[cfg(shuttle)]
mod told;

#[cfg(not(all(test, shuttle)))]
mod time;

#[cfg(not(all(test, shuttle)))]
pub(crate) use {
    std::sync::{Condvar, Mutex, MutexGuard},
    std::thread_local,
    time::{now, now_of_tokio, timeout_at},
    tokio::sync::{Notify, oneshot},
};

#[cfg(all(test, shuttle))]
pub(crate) use {
    clock::{now, now as now_of_tokio, timeout_at},
    locks::{Condvar, Mutex, MutexGuard},
    shuttle::thread_local,
    told::{Notify, oneshot},
};
