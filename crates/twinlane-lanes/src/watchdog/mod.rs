//! The thread that notices workers that are held, and wakes spare ones.

mod evidence;
mod hold;
mod report;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;

use self::hold::{Hold, Sighting, read};
use self::report::Report;
use crate::activity::Moment;
use crate::pulse::Pulse;
use crate::worker_pool::WorkerPool;

/// The watchdog's thread.
#[derive(Debug)]
pub(crate) struct Watchdog {
    /// `None` once it is stopped.
    thread: Option<JoinHandle<()>>,
    wakeups: Arc<AtomicUsize>,
}

impl Watchdog {
    /// Watches the workers of `pool`, which are `runtime`'s.
    pub(crate) fn start(pool: Arc<WorkerPool>, runtime: Handle) -> io::Result<Self> {
        let wakeups = Arc::new(AtomicUsize::new(0));
        let rounds = Rounds::new(pool, runtime, Arc::clone(&wakeups));
        let thread = thread::Builder::new()
            .name("twinlane-watchdog".into())
            .spawn(move || rounds.run())?;
        Ok(Self {
            thread: Some(thread),
            wakeups,
        })
    }

    pub(crate) fn wakeups(&self) -> usize {
        self.wakeups.load(Ordering::Relaxed)
    }

    pub(crate) fn stop(&mut self, pool: &WorkerPool) {
        pool.activity.stop();
        if let Some(thread) = self.thread.take() {
            // A panic in it (a subscriber's, while it logged) has been printed, and nothing depends on it any more.
            let _ = thread.join();
        }
    }
}

/// The time between two looks while anything runs. To be woken costs 5 µs of a core, and several times that on a virtual machine
/// within another: at this rate at most a hundredth of it.
const CALM: Duration = Duration::from_millis(4);
/// The time between two looks while a worker is held, and [for a while](ALERT_FOR) after. What has happened once happens again.
const ALERT: Duration = Duration::from_micros(300);
const ALERT_FOR: Duration = Duration::from_secs(5);
/// The ticks from the last run of a worker to the sleep of the watchdog. The first worker to run then pays for waking it, about the cost of a
/// tick. Under more load than that the watchdog never sleeps, and nobody pays.
const TICKS_BEFORE_SLEEP: u32 = 2;
/// The ticks from one woken spare worker to the next, while the same polls hold their workers.
const TICKS_BETWEEN_WAKES: u32 = 4;
/// The ticks in a row after which a worker that runs and polls nothing watched is taken for held.
const TICKS_UNSEEN: u32 = 3;

/// The state that the watchdog keeps from tick to tick.
struct Rounds {
    pool: Arc<WorkerPool>,
    runtime: Handle,
    wakeups: Arc<AtomicUsize>,
    /// The pulses, by worker.
    pulses: Vec<Option<Arc<Pulse>>>,
    holds: Vec<Hold>,
    /// The last value of [`WorkerPool::changes`]: the slots are read again when it changes.
    changes: Option<usize>,
    report: Report,
    /// True while a no-op is in the runtime's queue. If every worker is held nobody takes it, and one is enough.
    wake_queued: Arc<AtomicBool>,
    /// The result of the last look.
    last: Tally,
    /// Ticks since a spare worker was woken.
    since_wake: u32,
    /// Ticks in a row with a worker that runs without moving.
    unseen: u32,
    /// The last time that a worker was held for a while.
    alerted: Option<Instant>,
}

/// The numbers of workers that one look has found in each state.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    /// Workers that are held since the last look.
    newly_held: usize,
    /// Workers that are held.
    held: usize,
    /// Held workers that block or compute, as far as is known.
    really_held: usize,
    /// Held workers that have blocked or computed for a while.
    long_held: usize,
    /// Workers that have polled something watched since the last look.
    moving: usize,
}

impl Rounds {
    fn new(pool: Arc<WorkerPool>, runtime: Handle, wakeups: Arc<AtomicUsize>) -> Self {
        let now = Instant::now();
        Self {
            pulses: vec![None; pool.workers()],
            holds: (0..pool.workers()).map(|_| Hold::new(now)).collect(),
            report: Report::new(&pool),
            pool,
            runtime,
            wakeups,
            changes: None,
            wake_queued: Arc::default(),
            last: Tally::default(),
            since_wake: 0,
            unseen: 0,
            alerted: None,
        }
    }

    fn run(mut self) {
        self.pool.activity.set_watchdog();
        let mut idle_ticks = 0;
        let mut seen = self.pool.activity.now();
        while !self.pool.activity.is_stopped() {
            self.wakeups.fetch_add(1, Ordering::Relaxed);
            let moment = self.pool.activity.now();
            self.tick(moment);
            let idle = moment == seen && moment.running() == 0 && !self.report.owes_a_line();
            idle_ticks = if idle { idle_ticks + 1 } else { 0 };
            seen = moment;
            if idle_ticks < TICKS_BEFORE_SLEEP {
                thread::sleep(self.until_next_look());
            } else {
                self.pool.activity.sleep(seen);
                idle_ticks = 0;
            }
        }
    }

    fn until_next_look(&self) -> Duration {
        if self.is_alert() { ALERT } else { CALM }
    }

    fn is_alert(&self) -> bool {
        let lately = |alerted: Instant| alerted.elapsed() < ALERT_FOR;
        self.last.really_held > 0 || self.alerted.is_some_and(lately)
    }

    fn tick(&mut self, moment: Moment) {
        let now = Instant::now();
        let is_alert = self.is_alert();
        self.report.settle(now);
        self.since_wake = self.since_wake.saturating_add(1);
        if moment.running() == 0 && self.last.held == 0 {
            self.unseen = 0;
            return;
        }
        let tally = self.look(now, is_alert);
        self.last = tally;
        // A worker that runs without moving does something that is not watched; it may well be held too.
        let unseen = moment.running() > tally.moving + tally.held;
        self.unseen = if unseen { self.unseen + 1 } else { 0 };
        let in_need = tally.held > 0 || self.unseen >= TICKS_UNSEEN;
        if tally.long_held > 0 {
            self.alerted = Some(now);
        }
        if tally.really_held == self.pulses.len() {
            self.report.all_held(tally.really_held, now);
        }
        if tally.newly_held > 0 || (in_need && self.since_wake >= TICKS_BETWEEN_WAKES) {
            self.wake_worker();
        }
    }

    /// Counts as held what may only be waiting for a processor too, while it is [alert](ALERT): to wake a worker for nothing costs
    /// less than to come too late.
    fn look(&mut self, now: Instant, is_alert: bool) -> Tally {
        let changes = self.pool.changes();
        if self.changes != Some(changes) {
            self.changes = Some(changes);
            self.read_slots(now);
        }
        let mut tally = Tally::default();
        for (pulse, hold) in self.pulses.iter().zip(&mut self.holds) {
            let Some(pulse) = pulse else { continue };
            match hold.look(pulse, now, (read, &mut self.report)) {
                Sighting::Still => {}
                Sighting::Held {
                    newly,
                    is_real,
                    is_long,
                } if is_real || is_alert => {
                    tally.held += 1;
                    tally.really_held += usize::from(is_real);
                    tally.long_held += usize::from(is_long);
                    tally.newly_held += usize::from(newly);
                }
                Sighting::Moving | Sighting::Held { .. } => tally.moving += 1,
            }
        }
        tally
    }

    /// Reads which thread is which worker.
    fn read_slots(&mut self, now: Instant) {
        for (worker, (pulse, hold)) in self.pulses.iter_mut().zip(&mut self.holds).enumerate() {
            let in_slot = self.pool.pulse(worker);
            if pulse.as_ref().map(Arc::as_ptr) != in_slot.as_ref().map(Arc::as_ptr) {
                if let Some(before) = pulse {
                    hold.end(before, now, &mut self.report);
                }
                *hold = Hold::new(now);
                *pulse = in_slot;
            }
        }
    }

    /// Wakes a parked worker, if there is one, by giving the runtime something to do. Before it parks again it takes
    /// what it finds in the held workers' queues, and the I/O driver.
    fn wake_worker(&mut self) {
        self.since_wake = 0;
        if !self.wake_queued.swap(true, Ordering::AcqRel) {
            let queued = Arc::clone(&self.wake_queued);
            self.runtime
                .spawn(async move { queued.store(false, Ordering::Release) });
        }
    }
}
