//! The watchdog sleeps only while no worker runs, and is woken by the next.
//!
//! A wake-up that is lost leaves it asleep for ever, which loom reports as a deadlock.

use real_std::sync::Arc;

use loom::sync::atomic::{AtomicBool, Ordering};
use loom::thread;

use crate::Model;
use crate::activity::Activity;

pub(crate) const MODELS: &[Model] = &[
    Model::of_two_threads(
        "activity: a worker that runs again wakes the watchdog",
        || {
            watched(1, |shared| {
                shared.work_between(Activity::parked, Activity::unparked)
            });
        },
    ),
    Model::of_two_threads(
        "activity: a worker that has run and parked meanwhile was noticed",
        || {
            watched(0, |shared| {
                shared.work_between(Activity::unparked, Activity::parked)
            });
        },
    ),
    Model::of_three_threads(
        "activity: of two workers either wakes the watchdog",
        two_workers,
    ),
    Model::of_two_threads("activity: a stop wakes the watchdog", stop),
];

struct Shared {
    activity: Activity,
    /// Ordered by nothing but the activity.
    worked: AtomicBool,
}

impl Shared {
    fn new(running: usize) -> Arc<Self> {
        Arc::new(Self {
            activity: Activity::new(running),
            worked: AtomicBool::new(false),
        })
    }

    fn work_between(&self, before: fn(&Activity), after: fn(&Activity)) {
        before(&self.activity);
        self.worked.store(true, Ordering::Relaxed);
        after(&self.activity);
    }

    /// The work of the watchdog, until it has seen a worker's work or is stopped.
    fn watch(&self) {
        self.activity.set_watchdog();
        while !self.activity.is_stopped() {
            let seen = self.activity.now();
            if self.worked.load(Ordering::Relaxed) {
                return;
            }
            if seen.running() == 0 {
                self.activity.sleep(seen);
            } else {
                thread::yield_now();
            }
        }
    }
}

fn watched(running: usize, worker: fn(&Shared)) {
    let shared = Shared::new(running);
    let watchdog = thread::spawn({
        let shared = Arc::clone(&shared);
        move || shared.watch()
    });
    worker(&shared);
    watchdog.join().expect("it does not panic");
}

fn two_workers() {
    let shared = Shared::new(0);
    let watchdog = thread::spawn({
        let shared = Arc::clone(&shared);
        move || shared.watch()
    });
    let idle = thread::spawn({
        let shared = Arc::clone(&shared);
        move || {
            shared.activity.unparked();
            shared.activity.parked();
        }
    });
    shared.work_between(Activity::unparked, Activity::parked);
    idle.join().expect("it does not panic");
    watchdog.join().expect("it does not panic");
    assert_eq!(shared.activity.now().running(), 0);
}

fn stop() {
    watched(0, |shared| shared.activity.stop());
}
