//! The activity of the workers. The watchdog sleeps while none runs.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, Thread};

/// The number of running workers, the sleep of the watchdog, and the number of times that a worker has begun to run.
///
/// All three are one word, so that nothing can happen unseen between the watchdog's last look and its sleep: the exchange that puts it to
/// sleep fails if the word has changed.
#[derive(Debug)]
pub(crate) struct Activity {
    state: AtomicUsize,
    watchdog: OnceLock<Thread>,
    stopped: AtomicBool,
}

/// The state of [`Activity`] at one moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Moment(usize);

/// The lower 16 bits of the word, which count the running workers.
pub(crate) const MOST_WORKERS: usize = ASLEEP - 1;
const ASLEEP: usize = 1 << 16;
/// The bits from here on count how often a worker has begun to run. The counter may wrap around.
const BEGUN: usize = 1 << 17;

impl Activity {
    /// Workers begin as running, and park for the first time when they find nothing to do.
    pub(crate) fn new(workers: usize) -> Self {
        debug_assert!(workers <= MOST_WORKERS);
        Self {
            state: AtomicUsize::new(workers),
            watchdog: OnceLock::new(),
            stopped: AtomicBool::new(false),
        }
    }

    /// A worker parks.
    pub(crate) fn parked(&self) {
        self.state.fetch_sub(1, Ordering::AcqRel);
    }

    /// A worker runs again.
    pub(crate) fn unparked(&self) {
        let before = self.state.fetch_add(BEGUN + 1, Ordering::AcqRel);
        if before & ASLEEP != 0 {
            self.wake_watchdog();
        }
    }

    /// Ends the watchdog.
    pub(crate) fn stop(&self) {
        self.stopped.store(true, Ordering::Release);
        self.wake_watchdog();
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Acquire)
    }

    /// The current thread is the watchdog.
    pub(crate) fn set_watchdog(&self) {
        self.watchdog.get_or_init(thread::current);
    }

    /// The current state.
    pub(crate) fn now(&self) -> Moment {
        Moment(self.state.load(Ordering::Acquire))
    }

    /// Puts the current thread, the watchdog, to sleep until a worker runs or [`stop`](Self::stop) is called. Returns
    /// at once if a worker has run since `seen`.
    pub(crate) fn sleep(&self, seen: Moment) {
        let asleep = seen.0 | ASLEEP;
        if self
            .state
            .compare_exchange(seen.0, asleep, Ordering::AcqRel, Ordering::Acquire)
            .is_err()
        {
            return;
        }
        while self.now().0 & ASLEEP != 0 && !self.is_stopped() {
            thread::park();
        }
    }

    fn wake_watchdog(&self) {
        self.state.fetch_and(!ASLEEP, Ordering::AcqRel);
        if let Some(watchdog) = self.watchdog.get() {
            watchdog.unpark();
        }
    }
}

impl Moment {
    /// The number of workers that ran.
    pub(crate) fn running(self) -> usize {
        self.0 & MOST_WORKERS
    }
}
