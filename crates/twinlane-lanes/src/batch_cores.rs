//! The cores that all batches which compute share.
//!
//! They are not those of [`cpu`](crate::cpu): a function there that waits for a batch keeps its permit, so that all could wait for each other.
//! A batch that waits for another [lends](lend) its core meanwhile, for the same reason.

use std::cell::Cell;
use std::sync::{Condvar, Mutex, PoisonError};

use crate::cpu_lane::cpu_capacity;

/// The number of cores in use.
static IN_USE: Mutex<usize> = Mutex::new(0);
static FREE: Condvar = Condvar::new();

thread_local! {
    /// True if the current thread has a core.
    static IS_HELD: Cell<bool> = const { Cell::new(false) };
}

/// A core, until this is dropped. It is the current thread's.
#[derive(Debug)]
pub(crate) struct Core(());

impl Core {
    /// A core, if one is free.
    pub(crate) fn try_take() -> Option<Self> {
        let mut in_use = IN_USE.lock().unwrap_or_else(PoisonError::into_inner);
        if *in_use >= cpu_capacity() {
            return None;
        }
        *in_use += 1;
        IS_HELD.set(true);
        Some(Self(()))
    }

    /// A core, as soon as one is free.
    pub(crate) fn take() -> Self {
        let in_use = IN_USE.lock().unwrap_or_else(PoisonError::into_inner);
        let in_use = FREE.wait_while(in_use, |in_use| *in_use >= cpu_capacity());
        *in_use.unwrap_or_else(PoisonError::into_inner) += 1;
        IS_HELD.set(true);
        Self(())
    }
}

impl Drop for Core {
    fn drop(&mut self) {
        IS_HELD.set(false);
        *IN_USE.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        FREE.notify_one();
    }
}

/// Calls a function that waits. If the current thread has a core, others have it meanwhile.
pub(crate) fn lend<T>(wait: impl FnOnce() -> T) -> T {
    if !IS_HELD.get() {
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
