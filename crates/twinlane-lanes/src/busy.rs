//! A worker is busy: what it polls is watched.

use crate::label::Holder;
use crate::pulse::{Beat, OuterPoll};
use crate::worker_pool::POOL_THREAD;

/// The worker is busy until this is left.
#[derive(Debug)]
pub(crate) struct BusyMark {
    /// The state to go back to; `None` if the thread is no worker of ours.
    before: Option<OuterPoll>,
}

impl BusyMark {
    /// Calls the function while the current thread is marked as busy, with this if anything is said about it.
    #[inline]
    pub(crate) fn during<T>(holder: Option<Holder>, function: impl FnOnce() -> T) -> T {
        let mut busy = Self::enter(holder);
        let output = function();
        if let Some(before) = busy.before.take() {
            Self::leave(before);
        }
        output
    }

    /// Something has panicked in the current thread, and was caught.
    pub(crate) fn note_panic() {
        // This fails only if the thread is ending, and then nobody looks at its pulse any more.
        let _ = POOL_THREAD.try_with(|here| here.get().map(|here| here.pulse.note_panic()));
    }

    fn leave(before: OuterPoll) {
        // As above.
        let _ = POOL_THREAD.try_with(|here| here.get().map(|here| here.pulse.leave(before)));
    }

    fn enter(holder: Option<Holder>) -> Self {
        let before = POOL_THREAD.try_with(|here| {
            let here = here.get()?;
            here.take_slot().then(|| here.pulse.enter(holder))
        });
        Self {
            before: before.ok().flatten(),
        }
    }

    /// True if the current thread is a worker in the middle of a watched poll.
    pub(crate) fn is_here() -> bool {
        let busy = POOL_THREAD.try_with(|here| {
            here.get()
                .is_some_and(|here| here.pulse.look().is_some_and(Beat::is_busy))
        });
        busy.unwrap_or(false)
    }
}

/// Only a panic leaves it to this.
impl Drop for BusyMark {
    fn drop(&mut self) {
        if let Some(before) = self.before.take() {
            Self::note_panic();
            Self::leave(before);
        }
    }
}
