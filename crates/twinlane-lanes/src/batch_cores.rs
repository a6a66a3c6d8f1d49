//! The cores that all batches which compute share.
//!
//! They are not those of [`cpu`](crate::cpu): a function there that waits for a batch keeps its permit, so that with common cores all could
//! wait for each other.
//! A batch that waits for another [lends](lend) its core meanwhile, for the same reason.

use std::cell::Cell;
use std::sync::PoisonError;

#[cfg(not(all(test, shuttle)))]
use crate::cpu_lane::cpu_capacity;
use crate::sync::{Condvar, Mutex, MutexGuard, thread_local};

/// The cores of the process, or of one run of `checks/interleavings`.
struct Cores {
    in_use: Mutex<usize>,
    free: Condvar,
}

#[cfg(not(all(test, shuttle)))]
static CORES: Cores = Cores::new();

#[cfg(all(test, shuttle))]
shuttle::lazy_static! {
    static ref CORES: Cores = Cores::new();
}

/// One core, for which all have to wait.
#[cfg(all(test, shuttle))]
fn cpu_capacity() -> usize {
    1
}

thread_local! {
    /// True if the current thread has a core.
    static IS_HELD: Cell<bool> = const { Cell::new(false) };
}

impl Cores {
    const fn new() -> Self {
        Self {
            in_use: Mutex::new(0),
            free: Condvar::new(),
        }
    }

    /// The number of cores in use.
    fn in_use(&self) -> MutexGuard<'_, usize> {
        self.in_use.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A core, until this is dropped. It is the current thread's.
#[derive(Debug)]
pub(crate) struct Core(());

impl Core {
    /// A core, if one is free.
    pub(crate) fn try_take() -> Option<Self> {
        let mut in_use = CORES.in_use();
        if *in_use >= cpu_capacity() {
            return None;
        }
        *in_use += 1;
        Some(Self::held())
    }

    /// A core, as soon as one is free.
    pub(crate) fn take() -> Self {
        let in_use = CORES.in_use();
        let in_use = CORES
            .free
            .wait_while(in_use, |in_use| *in_use >= cpu_capacity());
        *in_use.unwrap_or_else(PoisonError::into_inner) += 1;
        Self::held()
    }

    fn held() -> Self {
        IS_HELD.with(|is_held| is_held.set(true));
        Self(())
    }
}

impl Drop for Core {
    fn drop(&mut self) {
        IS_HELD.with(|is_held| is_held.set(false));
        *CORES.in_use() -= 1;
        CORES.free.notify_one();
    }
}

/// Calls a function that waits. If the current thread has a core, others have it meanwhile.
pub(crate) fn lend<T>(wait: impl FnOnce() -> T) -> T {
    if !IS_HELD.with(Cell::get) {
        return wait();
    }
    drop(Core(()));
    let _again = Again;
    wait()
}

/// Takes a core again, also if the wait panics. The thread's own [`Core`] gives it back.
struct Again;

impl Drop for Again {
    fn drop(&mut self) {
        std::mem::forget(Core::take());
    }
}

/// The number of cores in use.
#[cfg(all(test, shuttle))]
pub(crate) fn in_use() -> usize {
    *CORES.in_use()
}
