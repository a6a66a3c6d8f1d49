//! What a worker writes while it polls, and the watchdog reads.

use std::cell::OnceCell;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tokio::runtime::{self, Handle};

use crate::activity::Activity;
use crate::label::Holder;
use crate::watchdog::{HeldTable, current_thread};

/// What the workers of one runtime and its watchdog share.
#[derive(Debug)]
pub(crate) struct Pool {
    pub(crate) activity: Activity,
    pub(crate) spare_workers: usize,
    /// Which runtime it is, as soon as that is built.
    pub(crate) runtime: OnceLock<runtime::Id>,
    /// By the worker's index: the thread that is this worker now. [`block_in_place`](tokio::task::block_in_place)
    /// makes another thread the worker.
    seats: Box<[Mutex<Option<Arc<Pulse>>>]>,
    changes: AtomicUsize,
    /// What has held a worker.
    pub(crate) held: HeldTable,
    /// How many workers have stepped out of the runtime.
    out: AtomicUsize,
    /// How many may at a time.
    most_out: usize,
}

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
    /// Whether the thread is a worker, and as such in its seat.
    seated: AtomicBool,
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

/// The worker is busy until this is left.
#[derive(Debug)]
pub(crate) struct Busy {
    /// What to go back to; `None` where the thread is no worker of ours.
    before: Option<Before>,
}

/// A worker may be out of its runtime until this is dropped.
#[derive(Debug)]
pub(crate) struct Leave(Arc<Pool>);

#[derive(Clone, Copy, Debug)]
pub(crate) struct Before {
    /// Whether this is the outermost of the thread.
    outermost: bool,
    holder: u32,
}

/// What a thread of the runtime knows about itself.
struct Here {
    pool: Arc<Pool>,
    pulse: Arc<Pulse>,
}

thread_local! {
    static HERE: OnceCell<Here> = const { OnceCell::new() };
}

impl Pool {
    pub(crate) fn new(workers: usize, spare_workers: usize) -> Self {
        let all = workers + spare_workers;
        Self {
            activity: Activity::new(all),
            spare_workers,
            runtime: OnceLock::new(),
            seats: (0..all).map(|_| Mutex::default()).collect(),
            changes: AtomicUsize::new(0),
            held: HeldTable::default(),
            out: AtomicUsize::new(0),
            // What is short is done by as many as there are cores; more are out only where they block after all.
            most_out: workers.min(spare_workers),
        }
    }

    /// Makes the current thread one of the pool's. It may be a worker or one of the thread lane's.
    pub(crate) fn join(self: Arc<Self>) {
        HERE.with(|here| {
            here.get_or_init(move || Here {
                pool: self,
                pulse: Arc::new(Pulse {
                    thread: current_thread(),
                    ..Pulse::default()
                }),
            });
        });
    }

    /// The current thread, a worker, has nothing to do.
    pub(crate) fn park(&self) {
        // The thread that takes over a worker from `block_in_place` comes by here, and takes its seat.
        let _ = HERE.try_with(|here| here.get().is_some_and(Here::take_seat));
        self.activity.parked();
    }

    /// The number of workers.
    pub(crate) fn workers(&self) -> usize {
        self.seats.len()
    }

    /// Changes when another thread has taken a seat.
    pub(crate) fn changes(&self) -> usize {
        self.changes.load(Ordering::Acquire)
    }

    /// The thread that is this worker.
    pub(crate) fn pulse(&self, worker: usize) -> Option<Arc<Pulse>> {
        self.seats[worker]
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The pool of the current thread, if the current runtime is the pool's.
    pub(crate) fn with_current<T>(read: impl FnOnce(&Self) -> T) -> Option<T> {
        HERE.try_with(|here| {
            let here = here.get()?;
            here.is_current().then(|| read(&here.pool))
        })
        .ok()?
    }
}

impl Leave {
    /// `None` where the current thread is no worker of ours, or where enough of them are out.
    pub(crate) fn take() -> Option<Self> {
        HERE.try_with(|here| {
            let here = here.get()?;
            // The index is asked for because a thread that has been a worker may go on as something else.
            if !here.take_seat() || runtime::worker_index().is_none() {
                return None;
            }
            let pool = &here.pool;
            if pool.out.fetch_add(1, Ordering::Relaxed) >= pool.most_out {
                pool.out.fetch_sub(1, Ordering::Relaxed);
                return None;
            }
            Some(Self(Arc::clone(pool)))
        })
        .ok()?
    }
}

impl Drop for Leave {
    fn drop(&mut self) {
        self.0.out.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Pulse {
    /// `None` where the thread was just moving from one poll to the next.
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

    // Those below are called by the pulse's own thread only, which therefore reads what it wrote itself. `Release`
    // keeps the order for the watchdog; on x86 and for ARM's plain cases it costs no more than a plain store.

    pub(crate) fn enter(&self, holder: Option<Holder>) -> Before {
        let polls = self.polls.load(Ordering::Relaxed);
        let before = Before {
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

    pub(crate) fn leave(&self, before: Before) {
        self.holder.store(before.holder, Ordering::Release);
        if before.outermost {
            let polls = self.polls.load(Ordering::Relaxed);
            self.polls.store(polls.wrapping_add(1), Ordering::Release);
        }
    }

    /// Before the poll is left, so that who sees it end sees this.
    pub(crate) fn note_panic(&self) {
        let panics = self.panics.load(Ordering::Relaxed);
        self.panics.store(panics.wrapping_add(1), Ordering::Release);
    }
}

impl Beat {
    /// Whether a watched poll was going on.
    pub(crate) fn is_busy(self) -> bool {
        !self.polls.is_multiple_of(2)
    }
}

impl Busy {
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
        // It fails only where the thread is ending, and then nobody looks at its pulse any more.
        let _ = HERE.try_with(|here| here.get().map(|here| here.pulse.note_panic()));
    }

    fn leave(before: Before) {
        // As above.
        let _ = HERE.try_with(|here| here.get().map(|here| here.pulse.leave(before)));
    }

    fn enter(holder: Option<Holder>) -> Self {
        let before = HERE.try_with(|here| {
            let here = here.get()?;
            here.take_seat().then(|| here.pulse.enter(holder))
        });
        Self {
            before: before.ok().flatten(),
        }
    }

    /// Whether the current thread is a worker in the middle of a watched poll.
    pub(crate) fn is_here() -> bool {
        let busy = HERE.try_with(|here| {
            here.get()
                .is_some_and(|here| here.pulse.look().is_some_and(Beat::is_busy))
        });
        busy.unwrap_or(false)
    }
}

/// Only a panic leaves it to this.
impl Drop for Busy {
    fn drop(&mut self) {
        if let Some(before) = self.before.take() {
            Self::note_panic();
            Self::leave(before);
        }
    }
}

impl Here {
    /// Whether the thread is a worker; sees to it that the watchdog knows.
    fn take_seat(&self) -> bool {
        self.pulse.seated.load(Ordering::Relaxed) || self.take_free_seat()
    }

    #[cold]
    fn take_free_seat(&self) -> bool {
        let Some(worker) = runtime::worker_index().filter(|_| self.is_current()) else {
            return false;
        };
        let mut seat = self.pool.seats[worker]
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(predecessor) = seat.replace(Arc::clone(&self.pulse)) {
            predecessor.seated.store(false, Ordering::Relaxed);
        }
        self.pulse.seated.store(true, Ordering::Relaxed);
        self.pool.changes.fetch_add(1, Ordering::Release);
        true
    }

    /// Whether the current runtime is the thread's own. A plain `fn` in the thread lane may run one of its own.
    fn is_current(&self) -> bool {
        match (self.pool.runtime.get(), Handle::try_current()) {
            (Some(own), Ok(current)) => current.id() == *own,
            (None, Ok(_)) => true,
            (_, Err(_)) => false,
        }
    }
}
