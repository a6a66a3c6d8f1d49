//! The line with the lock around it, and who is woken.

use std::collections::HashMap;
use std::fmt;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use tracing::{error, warn};

use super::figures::{BatchUsage, Speed};
use super::keys::{BatchKey, KeyRef, Keys};
use super::line::{Line, Next, Place, Waiting};
use super::pending::Pending;
use super::rules::BatchRules;
use super::unanswered::Unanswered;
use crate::askers::Askers;
use crate::batch_cores::Core;
use crate::line_pace::LinePace;
use crate::panicked::Panicked;
use crate::refused::Full;
use crate::sync::{Condvar, Mutex, MutexGuard, Notify, now, oneshot};

/// The part of a batch function that its callers and its threads share.
pub(super) struct Shared<I, O> {
    state: Mutex<State<I, O>>,
    /// Wakes threads: there is something to run, to wait for, or to stop for.
    news: Condvar,
    /// Wakes those that wait for nothing but the stop.
    stop: Condvar,
    pub(super) rules: BatchRules,
    /// The function itself, as the asker of the code that it waits for.
    pub(super) asker: Askers,
    /// The pace of log lines about functions that would wait for themselves.
    circles: LinePace,
    key: Option<Box<KeyOf<I>>>,
    /// Tells that a thread has ended.
    ended: Notify,
}

/// Makes the key of an item.
type KeyOf<I> = dyn Fn(&I) -> KeyRef + Send + Sync;

/// An item with its key.
pub(super) type Keyed<I> = (I, Option<KeyRef>);

struct State<I, O> {
    line: Line<I, O>,
    is_stopping: bool,
    /// The threads that have not ended.
    threads: usize,
    /// The threads that have no function to run batches with.
    lost: Lost,
    /// The threads that wait for items.
    idle: usize,
    /// True if one of them waits until the first item has waited long enough.
    is_timed: bool,
    usage: BatchUsage,
    speed: Speed,
}

/// The threads that have nothing to run batches with, and that nobody waits for: they pause, or load for too long.
#[derive(Default)]
struct Lost {
    threads: usize,
    /// The time at which the last of them may have loaded again.
    until: Option<Instant>,
    /// The loads that go on. `true`: its thread is lost.
    loading: HashMap<u64, bool>,
    next_load: u64,
    longest_load: Duration,
}

/// A load that goes on.
#[derive(Clone, Copy)]
pub(super) struct Load {
    number: u64,
    begun: Instant,
    /// The time for which those who come wait for it.
    pub(super) patience: Duration,
}

/// A batch, with the core that its thread has if it computes.
pub(super) struct Batch<I, O> {
    pub(super) waiting: Vec<Waiting<I, O>>,
    pub(super) core: Option<Core>,
}

impl<I, O> Shared<I, O> {
    pub(super) fn new(rules: BatchRules) -> Self {
        Self {
            state: Mutex::new(State {
                line: Line::new(&rules),
                is_stopping: false,
                threads: 0,
                lost: Lost::default(),
                idle: 0,
                is_timed: false,
                usage: BatchUsage::default(),
                speed: Speed::default(),
            }),
            news: Condvar::new(),
            stop: Condvar::new(),
            asker: Askers::of_function(&rules.name),
            circles: LinePace::new(),
            rules,
            key: None,
            ended: Notify::new(),
        }
    }

    /// The same state, but only items of equal keys run together.
    pub(super) fn with_key<K: BatchKey>(
        mut self,
        key: impl Fn(&I) -> K + Send + Sync + 'static,
    ) -> Self {
        let keys = Keys::new();
        self.key = Some(Box::new(move |item| keys.find(key(item))));
        self
    }

    /// An item with its key. This runs code of the application, so that it is called without the lock.
    pub(super) fn keyed(&self, item: I) -> Keyed<I> {
        let key = self.key.as_ref().map(|key| key(&item));
        (item, key)
    }

    fn lock(&self) -> MutexGuard<'_, State<I, O>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets up to `most` of these items wait, as many as there is room for, and hands out the results to come.
    ///
    /// # Errors
    ///
    /// There is room for none, or this function waits for the one that asks.
    pub(super) fn push<'q>(
        &'q self,
        items: &mut dyn ExactSizeIterator<Item = Keyed<I>>,
        most: usize,
        receive: &mut dyn FnMut(Pending<'q, I, O>),
    ) -> Result<(), Unanswered> {
        let askers = Askers::here();
        if let Some((function, by)) = askers.as_ref().and_then(|here| self.asker.circle(here)) {
            let (function, by) = (function.to_owned(), by.to_owned());
            let circle = Unanswered::AsksItself { function, by };
            if self.circles.is_due() {
                error!("{circle}");
            }
            return Err(circle);
        }
        let since = now();
        let mut state = self.lock();
        if state.is_stopping {
            return Err(Unanswered::Stopped);
        }
        if let Some(rest) = state.lost.all_until(state.threads, since) {
            return Err(Unanswered::NotLoaded(rest));
        }
        let wanted = items.len().min(most);
        let room = state.line.room(wanted);
        if room == 0 && wanted > 0 {
            return Err(Unanswered::Full(self.full(&state)));
        }
        for (item, key) in items.take(room) {
            let (answer, receiver) = oneshot::channel();
            let place = state.line.push(Waiting {
                item,
                answer,
                since,
                key,
                askers: askers.clone(),
            });
            receive(Pending::new(receiver, self, place));
        }
        self.wake(&state, since);
        Ok(())
    }

    /// Leaves out the item of a caller who has gone, unless it runs already: `false`.
    pub(super) fn leave_out(&self, place: Place) -> bool {
        let mut state = self.lock();
        let left = state.line.leave_out(place);
        let Some(left) = left else {
            return false;
        };
        state.usage.left_out += 1;
        drop(state);
        // Nothing of it is dropped under the lock: the waker of a caller may be one's own.
        let Waiting { item, key, .. } = left;
        self.drop_each([item]);
        self.drop_each(key);
        true
    }

    /// Wakes a thread if there is something for it to do.
    fn wake(&self, state: &State<I, O>, now: Instant) {
        if state.idle == 0 || state.line.is_empty() {
            return;
        }
        // A woken thread looks for itself. One that has waited with a limit goes on waiting if the batch is not ready.
        if !state.is_timed || matches!(state.line.next(now), Next::Run(_)) {
            self.news.notify_one();
        }
    }

    fn full(&self, state: &State<I, O>) -> Full {
        let waiting = state.line.len();
        let size = self.key.is_none().then_some(self.rules.max_size);
        Full {
            waiting,
            retry_after: state.speed.expected_wait(waiting, size, self.rules.threads),
        }
    }

    /// The next batch, as soon as there is one. `None`: the application stops, and nothing waits.
    pub(super) fn next_batch(&self) -> Option<Batch<I, O>> {
        let mut core = None;
        let mut has_waited = false;
        let mut state = self.lock();
        loop {
            let now = now();
            match state.line.next(now) {
                Next::Run(number) => {
                    if self.rules.computes && core.is_none() {
                        core = Core::try_take();
                        if core.is_none() {
                            drop(state);
                            core = Some(Core::take());
                            state = self.lock();
                            continue;
                        }
                    }
                    let waiting = self.take(&mut state, number, now);
                    self.note_wait(&mut state, has_waited, waiting.len());
                    return Some(Batch { waiting, core });
                }
                Next::Idle if state.is_stopping => return None,
                Next::Wait(end) if !state.is_timed => {
                    core = None;
                    (state, has_waited) = self.wait_until(state, end, now);
                }
                Next::Wait(_) | Next::Idle => {
                    (core, has_waited) = (None, false);
                    state.idle += 1;
                    state = self
                        .news
                        .wait(state)
                        .unwrap_or_else(PoisonError::into_inner);
                    state.idle -= 1;
                }
            }
        }
    }

    /// Waits until then, or until there is news. `true`: the time was over.
    fn wait_until<'s>(
        &'s self,
        mut state: MutexGuard<'s, State<I, O>>,
        end: Option<Instant>,
        now: Instant,
    ) -> (MutexGuard<'s, State<I, O>>, bool) {
        let limit = end.map_or(LONGEST_WAIT, |end| end.saturating_duration_since(now));
        state.idle += 1;
        state.is_timed = true;
        let waited = self.news.wait_timeout(state, limit.min(LONGEST_WAIT));
        let (mut state, waited) = waited.unwrap_or_else(PoisonError::into_inner);
        state.idle -= 1;
        state.is_timed = false;
        (state, waited.timed_out())
    }

    fn take(&self, state: &mut State<I, O>, number: u64, now: Instant) -> Vec<Waiting<I, O>> {
        let waiting = state.line.take(number);
        for waiting in &waiting {
            let waited = now.saturating_duration_since(waiting.since);
            state.usage.add_queued(waited);
        }
        // The remaining items are for the next thread, which nobody else wakes.
        self.wake(state, now);
        waiting
    }

    /// Notes a batch that a free thread has waited for to its end: nobody has filled it.
    fn note_wait(&self, state: &mut State<I, O>, has_waited: bool, size: usize) {
        let is_in_vain = has_waited && size < self.rules.max_size;
        state.usage.waited_in_vain += u64::from(is_in_vain);
    }

    /// Notes a batch that has run.
    pub(super) fn note_run(&self, size: usize, ran: Duration, has_panicked: bool) {
        let mut state = self.lock();
        state.usage.add_batch(size, self.rules.max_size, ran);
        state.usage.panicked += u64::from(has_panicked);
        state.speed.note(size, ran);
    }

    /// Has a thread that has nothing to run batches with pause before it loads again. `true`: it stops meanwhile.
    pub(super) fn pauses(&self, pause: Duration) -> bool {
        self.lose(pause, self.lock());
        let stops = self.stops_within(pause);
        self.lock().lost.threads -= 1;
        stops
    }

    /// Notes that a thread has nothing to run batches with for this time.
    ///
    /// While that is so of all threads nobody waits: those who do are told, and those who come.
    fn lose(&self, time: Duration, mut state: MutexGuard<'_, State<I, O>>) {
        state.lost.threads += 1;
        state.lost.until = now().checked_add(time);
        let left = if state.lost.threads == state.threads {
            state.line.take_all()
        } else {
            Vec::new()
        };
        state.usage.refused += left.len() as u64;
        drop(state);
        self.tell(left, &Unanswered::NotLoaded(time));
    }

    /// A thread begins to load. It has ended when [`load_ends`](Self::load_ends) is called.
    pub(super) fn load_begins(&self) -> Load {
        let mut state = self.lock();
        let number = state.lost.next_load;
        state.lost.next_load += 1;
        state.lost.loading.insert(number, false);
        Load {
            number,
            begun: now(),
            patience: state.lost.patience(),
        }
    }

    /// Counts a thread that still loads as lost: those who wait for it have waited long enough.
    pub(super) fn load_is_late(&self, load: &Load) {
        let mut state = self.lock();
        // If it is there it has not ended.
        if let Some(is_late) = state.lost.loading.get_mut(&load.number) {
            *is_late = true;
            let usual = state.lost.usual_load();
            self.lose(usual, state);
            warn!(
                "the batch function `{}` loads for longer than {:?}: while no other replica is there, callers are answered with 503",
                self.rules.name, load.patience
            );
        }
    }

    pub(super) fn load_ends(&self, load: &Load) {
        let mut state = self.lock();
        let lost = &mut state.lost;
        let took = now().saturating_duration_since(load.begun);
        lost.longest_load = lost.longest_load.max(took);
        if lost.loading.remove(&load.number) == Some(true) {
            lost.threads -= 1;
        }
    }

    pub(super) fn note_reload(&self) {
        self.lock().usage.reloads += 1;
    }

    /// Notes items that nobody has taken.
    pub(super) fn note_refused(&self, items: usize, unanswered: &Unanswered) {
        if matches!(unanswered, Unanswered::Full(_) | Unanswered::NotLoaded(_)) {
            self.lock().usage.refused += items as u64;
        }
    }

    /// Items for which it was too late.
    pub(super) fn note_late(&self, items: usize, why: &Unanswered) {
        let usage = &mut self.lock().usage;
        match why {
            Unanswered::ClientGone => usage.left_out += items as u64,
            _ => usage.late += items as u64,
        }
    }

    pub(super) fn usage(&self) -> BatchUsage {
        let state = self.lock();
        BatchUsage {
            waiting: state.line.len(),
            ..state.usage.clone()
        }
    }

    /// A thread begins. It has ended when [`thread_ends`](Self::thread_ends) is called.
    pub(super) fn thread_begins(&self) {
        self.lock().threads += 1;
    }

    /// The last one that ends takes all hope with it: who waits, and who comes, is told.
    pub(super) fn thread_ends(&self) {
        let is_last = {
            let mut state = self.lock();
            state.threads -= 1;
            state.threads == 0
        };
        if is_last {
            self.give_up();
        }
        self.ended.notify_waiters();
    }

    /// Takes no more items. What waits runs at once.
    pub(super) fn begin_stop(&self) {
        let mut state = self.lock();
        state.is_stopping = true;
        state.line.hurry();
        self.news.notify_all();
        self.stop.notify_all();
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.lock().is_stopping
    }

    /// Waits for this long, or until the stop. `true`: it stops.
    pub(super) fn stops_within(&self, limit: Duration) -> bool {
        let state = self.lock();
        let waited = self
            .stop
            .wait_timeout_while(state, limit, |state| !state.is_stopping);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.is_stopping
    }

    /// Tells all who wait that nothing runs any more.
    pub(super) fn give_up(&self) {
        self.begin_stop();
        let left = self.lock().line.take_all();
        self.tell(left, &Unanswered::Stopped);
    }

    /// Tells callers why their items have no result.
    fn tell(&self, left: Vec<Waiting<I, O>>, unanswered: &Unanswered) {
        for waiting in left {
            let Waiting {
                item, answer, key, ..
            } = waiting;
            // A caller may have gone meanwhile.
            let _ = answer.send(Err(unanswered.clone()));
            self.drop_each([item]);
            self.drop_each(key);
        }
    }

    /// Drops what is the application's, one after the other and where no lock is held. A panic of one costs nobody anything but its line in the log.
    pub(super) fn drop_each<T>(&self, things: impl IntoIterator<Item = T>) {
        for thing in things {
            if let Err(panicked) = Panicked::catch(|| drop(thing)) {
                error!("the batch function `{}`: {panicked}", self.rules.name);
            }
        }
    }

    /// Ready when all threads have ended.
    pub(super) async fn all_ended(&self) {
        loop {
            let ended = self.ended.notified();
            if self.lock().threads == 0 {
                return;
            }
            ended.await;
        }
    }
}

impl Lost {
    /// The time until a thread may be there again, if all are lost.
    fn all_until(&self, threads: usize, now: Instant) -> Option<Duration> {
        let until = self.until.filter(|_| self.threads == threads)?;
        Some(until.saturating_duration_since(now))
    }

    /// The time for which those who come wait for a load.
    fn patience(&self) -> Duration {
        self.usual_load().saturating_mul(2)
    }

    /// The time that a load takes, as far as is known.
    fn usual_load(&self) -> Duration {
        self.longest_load.max(Duration::from_secs(1))
    }
}

/// A wait that is cut off only means that a thread looks again.
const LONGEST_WAIT: Duration = Duration::from_hours(1);

impl<I, O> fmt::Debug for Shared<I, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared")
            .field("rules", &self.rules)
            .finish_non_exhaustive()
    }
}
