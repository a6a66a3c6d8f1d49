//! The shared state of one runtime's workers and its watchdog, and the threads that are these workers.

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tokio::runtime::{self, Handle};

use crate::activity::Activity;
use crate::held::{Held, HeldTable};
use crate::os_thread::current_thread;
use crate::pulse::Pulse;

/// The shared state of one runtime's workers and its watchdog.
#[derive(Debug)]
pub(crate) struct WorkerPool {
    pub(crate) activity: Activity,
    pub(crate) spare_workers: usize,
    /// The runtime, as soon as it is built.
    pub(crate) runtime: OnceLock<runtime::Id>,
    /// The thread that is a worker now, by the index of the worker. [`block_in_place`](tokio::task::block_in_place) makes another thread the worker.
    slots: Box<[Mutex<Option<Arc<Pulse>>>]>,
    changes: AtomicUsize,
    /// The work that has held a worker.
    pub(crate) held: HeldTable,
    /// The number of workers that have stepped out of the runtime.
    pub(crate) out: AtomicUsize,
    /// The most workers that may step out at a time.
    pub(crate) most_out: usize,
}

impl WorkerPool {
    pub(crate) fn new(workers: usize, spare_workers: usize) -> Self {
        let all = workers + spare_workers;
        Self {
            activity: Activity::new(all),
            spare_workers,
            runtime: OnceLock::new(),
            slots: (0..all).map(|_| Mutex::default()).collect(),
            changes: AtomicUsize::new(0),
            held: HeldTable::default(),
            out: AtomicUsize::new(0),
            // Short functions need no more threads than there are cores; more workers would be out only if the functions block after all.
            most_out: workers.min(spare_workers),
        }
    }

    /// Makes the current thread one of the pool's. It may be a worker or one of the thread lane's.
    pub(crate) fn join(self: Arc<Self>) {
        POOL_THREAD.with(|here| {
            here.get_or_init(move || PoolThread {
                pool: self,
                pulse: Arc::new(Pulse::of(current_thread())),
            });
        });
    }

    /// Notes that the current thread, a worker, has nothing to do.
    pub(crate) fn park(&self) {
        // A thread that takes over a worker from `block_in_place` takes its slot here.
        let _ = POOL_THREAD.try_with(|here| here.get().is_some_and(PoolThread::take_slot));
        self.activity.parked();
    }

    /// The number of workers.
    pub(crate) fn workers(&self) -> usize {
        self.slots.len()
    }

    /// The number of times that a thread has taken a slot.
    pub(crate) fn changes(&self) -> usize {
        self.changes.load(Ordering::Acquire)
    }

    /// The thread that is this worker.
    pub(crate) fn pulse(&self, worker: usize) -> Option<Arc<Pulse>> {
        self.slots[worker]
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The pool of the current thread, if the current runtime is the pool's.
    pub(crate) fn with_current<T>(read: impl FnOnce(&Self) -> T) -> Option<T> {
        POOL_THREAD
            .try_with(|here| {
                let here = here.get()?;
                here.is_current().then(|| read(&here.pool))
            })
            .ok()?
    }
}

/// Returns the work that has held the event loop of the current [`Runtime`](crate::Runtime) since its start.
///
/// The work with the longest total is first. The list is empty on any other runtime, because no watchdog looks there.
pub fn held() -> Vec<Held> {
    let mut held = WorkerPool::with_current(|pool| pool.held.all()).unwrap_or_default();
    held.sort_by_key(|held| Reverse(held.total));
    held
}

/// A thread of the runtime: its pool, and its pulse.
pub(crate) struct PoolThread {
    pub(crate) pool: Arc<WorkerPool>,
    pub(crate) pulse: Arc<Pulse>,
}

thread_local! {
    pub(crate) static POOL_THREAD: OnceCell<PoolThread> = const { OnceCell::new() };
}

impl PoolThread {
    /// True if the thread is a worker; sees to it that the watchdog knows.
    pub(crate) fn take_slot(&self) -> bool {
        self.pulse.in_slot.load(Ordering::Relaxed) || self.take_free_slot()
    }

    #[cold]
    fn take_free_slot(&self) -> bool {
        let Some(worker) = runtime::worker_index().filter(|_| self.is_current()) else {
            return false;
        };
        let mut slot = self.pool.slots[worker]
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(predecessor) = slot.replace(Arc::clone(&self.pulse)) {
            predecessor.in_slot.store(false, Ordering::Relaxed);
        }
        self.pulse.in_slot.store(true, Ordering::Relaxed);
        self.pool.changes.fetch_add(1, Ordering::Release);
        true
    }

    /// True if the current runtime is the thread's own. A plain `fn` in the thread lane may run one of its own.
    pub(crate) fn is_current(&self) -> bool {
        match (self.pool.runtime.get(), Handle::try_current()) {
            (Some(own), Ok(current)) => current.id() == *own,
            (None, Ok(_)) => true,
            (_, Err(_)) => false,
        }
    }
}
