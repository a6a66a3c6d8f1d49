//! A thread's signs of life: what a worker writes while it polls, and the watchdog reads.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use crate::label::Holder;

/// A thread's signs of life. Only that thread writes them; on a cache line of their own so that this costs nobody.
#[derive(Debug, Default)]
#[repr(align(128))]
pub(crate) struct Pulse {
    /// Odd while the thread polls something that is watched; another number for each poll.
    polls: AtomicU32,
    /// The [`Holder`] of the poll, in bits.
    holder: AtomicU32,
    /// The number of panics on this thread.
    panics: AtomicU32,
    /// True if the thread is a worker and has taken its slot.
    pub(crate) in_slot: AtomicBool,
    /// The operating system's number of the thread.
    pub(crate) thread: u32,
}

/// One look at a [`Pulse`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Beat {
    pub(crate) polls: u32,
    pub(crate) holder: Holder,
    /// The number of panics before.
    pub(crate) panics: u32,
}

/// The state around a poll, to go back to at its end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OuterPoll {
    /// True if this is the outermost of the thread.
    outermost: bool,
    holder: u32,
}

impl Pulse {
    /// The pulse of the thread that has this number.
    pub(crate) fn of(thread: u32) -> Self {
        Self {
            thread,
            ..Self::default()
        }
    }

    /// `None` if the thread was just moving from one poll to the next.
    pub(crate) fn look(&self) -> Option<Beat> {
        let polls = self.polls.load(Ordering::Acquire);
        let panics = self.panics();
        let holder = self.holder.load(Ordering::Acquire);
        let unchanged = self.polls.load(Ordering::Relaxed) == polls;
        unchanged.then(|| Beat {
            polls,
            holder: Holder::from_bits(holder),
            panics,
        })
    }

    /// The number of panics on this thread.
    pub(crate) fn panics(&self) -> u32 {
        self.panics.load(Ordering::Acquire)
    }

    // Only the pulse's own thread calls the functions below, so that it reads its own writes. `Release` keeps the order for the watchdog; on x86
    // and for ARM's plain cases it costs no more than a plain store.

    pub(crate) fn enter(&self, holder: Option<Holder>) -> OuterPoll {
        let polls = self.polls.load(Ordering::Relaxed);
        let before = OuterPoll {
            outermost: polls.is_multiple_of(2),
            holder: self.holder.load(Ordering::Relaxed),
        };
        if before.outermost {
            self.polls.store(polls.wrapping_add(1), Ordering::Release);
        }
        if let Some(holder) = holder {
            self.holder.store(holder.to_bits(), Ordering::Release);
        }
        before
    }

    pub(crate) fn leave(&self, before: OuterPoll) {
        self.holder.store(before.holder, Ordering::Release);
        if before.outermost {
            let polls = self.polls.load(Ordering::Relaxed);
            self.polls.store(polls.wrapping_add(1), Ordering::Release);
        }
    }

    /// Counts a panic. Called before the poll is left, so that a watchdog that sees the end of the poll sees the panic, too.
    pub(crate) fn note_panic(&self) {
        let panics = self.panics.load(Ordering::Relaxed);
        self.panics.store(panics.wrapping_add(1), Ordering::Release);
    }
}

impl Beat {
    /// True if a watched poll was going on.
    pub(crate) fn is_busy(self) -> bool {
        !self.polls.is_multiple_of(2)
    }
}
