//! The timeline of a run: it reads the clock, sends what happens to the viewer, and adds up.

use std::collections::HashMap;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, mpsc};
use twinlane::lanes;
use twinlane::prelude::Result;

use crate::moment::{Moment, State, Who};

/// The record of a run, to which everybody writes what they do. Clones write to the same record.
#[derive(Clone)]
pub struct Timeline(Arc<Shared>);

struct Shared {
    opened: Instant,
    viewer: mpsc::UnboundedSender<Result<Moment>>,
    sums: Mutex<Sums>,
    /// The run's place among the few; free when the last clone has gone.
    _place: OwnedSemaphorePermit,
}

/// The sums for the end of the run.
#[derive(Default)]
struct Sums {
    /// The state of each customer, and its beginning.
    customers: HashMap<u32, (State, Duration)>,
    inside: Duration,
    free: Duration,
    threads_now: u32,
    most_threads: u32,
    threads: Duration,
}

/// The viewer has left. Whoever notices goes home.
#[derive(Debug)]
pub struct NobodyLooks;

impl Timeline {
    /// A timeline that begins now, and what comes out of it.
    pub fn new(place: OwnedSemaphorePermit) -> (Self, mpsc::UnboundedReceiver<Result<Moment>>) {
        let (viewer, moments) = mpsc::unbounded_channel();
        let shared = Shared {
            opened: Instant::now(),
            viewer,
            sums: Mutex::default(),
            _place: place,
        };
        (Self(Arc::new(shared)), moments)
    }

    /// The first moment: how many customers or rooms, and the names of the staff.
    pub fn open(&self, customers: u32, rooms: u32, staff: Vec<String>) -> Result<(), NobodyLooks> {
        self.send(Moment::Opened {
            customers,
            rooms,
            staff,
            cores: lanes::cpu_capacity(),
        })
    }

    /// A part begins.
    pub fn part(&self, title: impl Into<String>) -> Result<(), NobodyLooks> {
        let _order = self.sums();
        let title = title.into();
        self.send(Moment::Part {
            at: self.now(),
            title,
        })
    }

    /// A customer begins to do something else.
    pub fn customer(
        &self,
        number: u32,
        state: State,
        order: Option<u32>,
    ) -> Result<(), NobodyLooks> {
        self.change(Who::Customer, number, state, order)
    }

    /// Anybody begins to do something else.
    pub fn change(
        &self,
        who: Who,
        number: u32,
        state: State,
        order: Option<u32>,
    ) -> Result<(), NobodyLooks> {
        // Held until the moment is sent, so that moments arrive in the order of their times.
        let mut sums = self.sums();
        let at = self.0.opened.elapsed();
        if who == Who::Customer {
            sums.count(number, state, at);
        }
        self.send(Moment::Change {
            at: milliseconds(at),
            who,
            number,
            state,
            order,
        })
    }

    /// The last moment; or what went wrong, for the log.
    pub fn close(&self, ended: Result<()>) {
        let sums = self.sums();
        let last = ended.map(|()| Moment::Closed {
            at: self.now(),
            inside: milliseconds(sums.inside),
            free: milliseconds(sums.free),
            most_threads: sums.most_threads,
            threads: milliseconds(sums.threads),
        });
        // If nobody looks, there is nobody to tell.
        let _ = self.0.viewer.send(last);
    }

    /// Says that the caller holds a thread, until what is returned is dropped.
    pub fn hold_thread(&self) -> HeldThread<'_> {
        let mut sums = self.sums();
        sums.threads_now += 1;
        sums.most_threads = sums.most_threads.max(sums.threads_now);
        HeldThread {
            timeline: self,
            since: Instant::now(),
        }
    }

    /// Runs a future, which holds a thread only while it is polled: from one `.await` that has to wait to the next.
    pub async fn metered<F: Future>(&self, future: F) -> F::Output {
        let mut future = pin!(future);
        poll_fn(|cx| {
            let _thread = self.hold_thread();
            future.as_mut().poll(cx)
        })
        .await
    }

    fn now(&self) -> f64 {
        milliseconds(self.0.opened.elapsed())
    }

    fn send(&self, moment: Moment) -> Result<(), NobodyLooks> {
        self.0.viewer.send(Ok(moment)).map_err(|_| NobodyLooks)
    }

    fn sums(&self) -> MutexGuard<'_, Sums> {
        self.0.sums.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sums {
    /// Adds what a customer has done until now, and notes what they do next.
    fn count(&mut self, number: u32, state: State, at: Duration) {
        let Some((before, since)) = self.customers.insert(number, (state, at)) else {
            return;
        };
        self.inside += at - since;
        if before == State::Free {
            self.free += at - since;
        }
    }
}

/// A thread that a run holds.
pub struct HeldThread<'t> {
    timeline: &'t Timeline,
    since: Instant,
}

impl Drop for HeldThread<'_> {
    fn drop(&mut self) {
        let mut sums = self.timeline.sums();
        sums.threads_now -= 1;
        sums.threads += self.since.elapsed();
    }
}

/// To a hundredth: more digits than anybody needs.
fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e5).round() / 1e2
}

impl fmt::Display for NobodyLooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the viewer has left")
    }
}

impl std::error::Error for NobodyLooks {}
