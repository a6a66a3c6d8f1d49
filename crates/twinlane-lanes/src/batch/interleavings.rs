//! Orders in which callers and threads may run, and waits end by the clock, thousands of them for each test: `checks/interleavings`. If all wait for
//! each other, as after a wake that is lost, shuttle says so.

use std::collections::HashSet;
use std::future::{Future, poll_fn};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::{Duration, Instant};

use shuttle::future::block_on;
use shuttle::rand::{Rng, thread_rng};
use shuttle::scheduler::{PctScheduler, RandomScheduler};
use shuttle::sync::Barrier;
use shuttle::thread::{JoinHandle, spawn, yield_now};
use shuttle::{Config, Runner};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc;

use super::queue::{Answer, BatchQueue};
use super::rules::BatchRules;
use super::shared::Shared;
use super::threads::{BatchMaker, BatchThread};
use super::unanswered::Unanswered;
use crate::batch_cores::{self, lend};
use crate::sync::now;

/// Tries a scenario in so many orders drawn at random, and in as many with a few changes of threads at the worst of places.
fn explore(scenario: impl Fn() + Send + Sync + 'static) {
    let scenario = Arc::new(scenario);
    let mut config = Config::new();
    config.stack_size = 1 << 18;
    // The warnings are about the cores, which one run leaves to the next as they began.
    config.silence_warnings = true;
    let again = Arc::clone(&scenario);
    Runner::new(RandomScheduler::new(ORDERS), config.clone()).run(move || again());
    Runner::new(PctScheduler::new(3, ORDERS), config).run(move || scenario());
}

const ORDERS: usize = 1000;

/// A wait, or a deadline.
const WAIT: Duration = Duration::from_millis(5);

/// An item that says when it has been dropped, and whose batch panics if it is to.
struct Item {
    number: u32,
    asked: Instant,
    panics: bool,
    seen: Arc<Seen>,
}

/// The fates of the items.
#[derive(Default)]
struct Seen {
    ran: Mutex<HashSet<u32>>,
    dropped: Mutex<HashSet<u32>>,
    /// The mistakes found where a panic would be caught.
    wrong: Mutex<Vec<String>>,
}

impl Seen {
    fn expect(&self, is_so: bool, what: impl FnOnce() -> String) {
        if !is_so {
            self.wrong.lock().unwrap().push(what());
        }
    }
}

impl Item {
    fn new(number: u32, seen: &Arc<Seen>) -> Self {
        let (panics, seen) = (number % 4 == 3, Arc::clone(seen));
        Self {
            number,
            asked: now(),
            panics,
            seen,
        }
    }
}

impl Drop for Item {
    fn drop(&mut self) {
        let is_first = self.seen.dropped.lock().unwrap().insert(self.number);
        let dropped = || format!("{} is dropped again", self.number);
        self.seen.expect(is_first, dropped);
    }
}

/// A batch function with its threads.
struct Started {
    queue: BatchQueue<Item, u32>,
    threads: Vec<JoinHandle<()>>,
    seen: Arc<Seen>,
    shared: Arc<Shared<Item, u32>>,
    /// The runtime of the task that watches the loads.
    runtime: Runtime,
}

impl Started {
    fn new(rules: BatchRules, key: Option<fn(&Item) -> u32>) -> Self {
        let (threads, loads) = (rules.threads, AtomicUsize::new(0));
        // A lost model cannot always be loaded again.
        let maker = BatchMaker::new(move || {
            if loads.fetch_add(1, Ordering::Relaxed) >= threads && coin() {
                return Err("not yet".into());
            }
            Ok(Box::new(run_noted))
        });
        Self::with(rules, key, &maker)
    }

    fn with(
        rules: BatchRules,
        key: Option<fn(&Item) -> u32>,
        maker: &BatchMaker<Item, u32>,
    ) -> Self {
        let runtime = Builder::new_current_thread().enable_time().build();
        let runtime = runtime.unwrap();
        let number = rules.threads;
        let shared = match key {
            None => Shared::new(rules),
            Some(key) => Shared::new(rules).with_key(key),
        };
        let shared = Arc::new(shared);
        let (told, mut heard) = mpsc::unbounded_channel();
        let threads = (0..number).map(|_| {
            let thread = BatchThread::new(&shared, maker);
            let told = told.clone();
            spawn(move || thread.run(told))
        });
        let threads: Vec<_> = threads.collect();
        drop(told);
        while let Some(loaded) = block_on(heard.recv()) {
            loaded.unwrap();
        }
        Self {
            queue: BatchQueue::of(&shared),
            threads,
            seen: Arc::default(),
            shared,
            runtime,
        }
    }

    /// Asks for an item on a thread of its own, in this way.
    fn ask(&self, number: u32, ask: Ask) -> JoinHandle<()> {
        let (queue, seen) = (self.queue.clone(), Arc::clone(&self.seen));
        spawn(move || ask(&queue, Item::new(number, &seen)))
    }

    /// Waits for all ends, and looks whether everything had one.
    fn end(self, asked: Vec<JoinHandle<()>>, items: u32) {
        join(asked);
        block_on(self.queue.stop());
        join(self.threads);
        assert_eq!(self.queue.usage().waiting, 0);
        assert_eq!(*self.seen.wrong.lock().unwrap(), [""; 0]);
        assert_eq!(self.seen.dropped.lock().unwrap().len(), items as usize);
    }
}

fn join(threads: Vec<JoinHandle<()>>) {
    for thread in threads {
        thread.join().unwrap();
    }
}

/// Notes what has run. Others may run in the middle of it.
#[expect(
    clippy::needless_pass_by_value,
    reason = "as a batch function has them"
)]
fn run_noted(items: Vec<Item>) -> Vec<u32> {
    assert!(!items.is_empty(), "nothing to run");
    for item in &items {
        let is_first = item.seen.ran.lock().unwrap().insert(item.number);
        let ran = || format!("{} runs again", item.number);
        item.seen.expect(is_first, ran);
    }
    yield_now();
    if items.iter().any(|item| item.panics) {
        // Without a hook's line.
        std::panic::resume_unwind(Box::new("to be told"));
    }
    items.iter().map(|item| item.number).collect()
}

/// A way to ask.
type Ask = fn(&BatchQueue<Item, u32>, Item);

/// Waits for the result, and looks whether it is that of its item.
fn stay(queue: &BatchQueue<Item, u32>, item: Item) {
    let (number, seen) = (item.number, Arc::clone(&item.seen));
    check(number, &seen, &block_on(queue.one(item)));
}

fn check(number: u32, seen: &Seen, answer: &Answer<u32>) {
    let has_run = seen.ran.lock().unwrap().contains(&number);
    match answer {
        Ok(value) => assert_eq!((*value, has_run), (number, true)),
        Err(Unanswered::Panicked) => assert!(has_run),
        Err(Unanswered::Full(_) | Unanswered::Stopped | Unanswered::NotLoaded(_)) => {
            assert!(!has_run);
        }
        Err(other) => panic!("{other}"),
    }
}

/// Waits until a deadline, and looks likewise.
fn hurry(queue: &BatchQueue<Item, u32>, item: Item) {
    let (number, seen) = (item.number, Arc::clone(&item.seen));
    match block_on(queue.within(WAIT).one(item)) {
        Err(Unanswered::Deadline) => {}
        answer => check(number, &seen, &answer),
    }
}

/// Goes away at some time, as a client does.
fn go_away(queue: &BatchQueue<Item, u32>, item: Item) {
    begin(queue.one(item));
}

/// Polls a future once, and drops it when others may have run.
fn begin(future: impl Future) {
    let mut future = Box::pin(future);
    block_on(poll_fn(|context| {
        let _ = future.as_mut().poll(context);
        Poll::Ready(())
    }));
    yield_now();
}

/// Rules drawn at random, by which an item never waits for others without an end.
fn drawn_rules() -> BatchRules {
    let mut drawn = thread_rng();
    BatchRules {
        max_size: drawn.gen_range(1..=3),
        max_wait: if coin() { WAIT } else { Duration::ZERO },
        queue: 3,
        threads: drawn.gen_range(1..=2),
        loads: coin(),
        computes: coin(),
        ..BatchRules::new("explored")
    }
}

fn drawn_key() -> Option<fn(&Item) -> u32> {
    coin().then_some(|item: &Item| item.number % 2)
}

fn drawn_ask() -> Ask {
    [go_away, hurry, stay][thread_rng().gen_range(0..3)]
}

fn coin() -> bool {
    thread_rng().gen_range(0..2) == 0
}

/// Asks for several at once, of which not all have room.
fn ask_many(started: &Started, numbers: [u32; 3]) -> JoinHandle<()> {
    let (queue, seen) = (started.queue.clone(), Arc::clone(&started.seen));
    spawn(move || {
        let items = numbers.map(|number| Item::new(number, &seen));
        let answers = block_on(queue.many(items.into()));
        assert_eq!(answers.len(), numbers.len());
        for (number, answer) in numbers.into_iter().zip(&answers) {
            check(number, &seen, answer);
        }
    })
}

#[test]
fn each_item_is_answered_once_and_no_wake_is_lost() {
    explore(|| {
        let started = Started::new(drawn_rules(), drawn_key());
        let _entered = started.runtime.enter();
        let mut asked: Vec<_> = (0..3).map(|item| started.ask(item, drawn_ask())).collect();
        asked.push(ask_many(&started, [3, 4, 5]));
        started.end(asked, 6);
    });
}

#[test]
fn each_item_is_answered_once_through_a_stop() {
    explore(|| {
        let mut rules = drawn_rules();
        if coin() {
            rules.max_wait = Duration::MAX;
        }
        let started = Started::new(rules, drawn_key());
        let _entered = started.runtime.enter();
        let mut asked: Vec<_> = (0..3).map(|item| started.ask(item, drawn_ask())).collect();
        asked.push(ask_many(&started, [3, 4, 5]));
        let (stop, takes_too_long) = (started.queue.stop(), coin());
        asked.push(spawn(move || {
            if takes_too_long {
                begin(stop);
            } else {
                block_on(stop);
            }
        }));
        started.end(asked, 6);
    });
}

/// Without a stop, and without an end of the wait: only the last item of a batch wakes who waits for it.
#[test]
fn a_full_batch_waits_for_nobody() {
    explore(|| {
        let rules = BatchRules {
            max_size: 2,
            max_wait: Duration::MAX,
            threads: thread_rng().gen_range(1..=2),
            ..drawn_rules()
        };
        let started = Started::new(BatchRules { queue: 8, ..rules }, drawn_key());
        let _entered = started.runtime.enter();
        let asked = [0, 1, 4, 5].map(|item| started.ask(item, stay));
        started.end(asked.into(), 4);
    });
}

/// Two that come together, each of whose batches waits for the other's: one wake has to reach both threads.
#[test]
fn the_rest_is_for_the_next_thread() {
    explore(|| {
        let rules = BatchRules {
            max_size: 1,
            queue: 8,
            threads: 2,
            // Two cores are needed.
            computes: false,
            ..drawn_rules()
        };
        let both = Barrier::new(2);
        let maker = BatchMaker::of_function(move |items| {
            both.wait();
            run_noted(items)
        });
        let started = Started::with(rules, drawn_key(), &maker);
        let (queue, seen) = (started.queue.clone(), Arc::clone(&started.seen));
        let many = spawn(move || {
            let items = [0, 1].map(|number| Item::new(number, &seen));
            assert_eq!(block_on(queue.many(items.into())), [Ok(0), Ok(1)]);
        });
        started.end(vec![many], 2);
    });
}

/// A caller that comes while a load is late gets an error, or waits for the end of the load.
#[test]
fn a_load_that_is_late_leaves_nobody_waiting() {
    explore(|| {
        let started = Started::new(BatchRules::new("explored"), None);
        let shared = Arc::clone(&started.shared);
        let load = shared.load_begins();
        let late = {
            let shared = Arc::clone(&shared);
            spawn(move || shared.load_is_late(&load))
        };
        let mut asked: Vec<_> = (0..3).map(|item| started.ask(item, stay)).collect();
        asked.push(late);
        shared.load_ends(&load);
        join(asked);
        // The load is over.
        let last = started.ask(4, answered);
        started.end(vec![last], 4);
    });
}

fn answered(queue: &BatchQueue<Item, u32>, item: Item) {
    assert_eq!(block_on(queue.one(item)), Ok(4));
}

/// Without a stop: who is left alone runs when the wait is over, and nobody runs before it is but in a full batch.
#[test]
fn a_batch_that_is_not_full_waits_for_the_clock_alone() {
    explore(|| {
        let rules = BatchRules {
            max_size: thread_rng().gen_range(2..=3),
            max_wait: WAIT,
            queue: 8,
            ..drawn_rules()
        };
        let full = rules.max_size;
        let maker = BatchMaker::of_function(move |items: Vec<Item>| {
            let waited = items.iter().map(|item| now() - item.asked).max();
            let is_due = items.len() == full || waited >= Some(WAIT);
            let seen = Arc::clone(&items[0].seen);
            seen.expect(is_due, || format!("{} run after {waited:?}", items.len()));
            run_noted(items)
        });
        let started = Started::with(rules, drawn_key(), &maker);
        let _entered = started.runtime.enter();
        let asked = [0, 1, 2, 4, 5].map(|item| started.ask(item, stay));
        join(asked.into());
        started.end(Vec::new(), 5);
    });
}

/// Only by the deadline of the first is there no batch of it: nothing else ends its wait.
#[test]
fn who_is_late_is_left_out_when_it_is_told() {
    explore(|| {
        let rules = BatchRules {
            max_size: 2,
            max_wait: Duration::MAX,
            ..drawn_rules()
        };
        let started = Started::new(rules, None);
        let _entered = started.runtime.enter();
        join(vec![started.ask(0, |queue, item| {
            let late = block_on(queue.within(WAIT).one(item));
            assert_eq!(late, Err(Unanswered::Deadline));
            assert_eq!(queue.usage().waiting, 0);
        })]);
        let asked = [1, 4].map(|item| started.ask(item, stay));
        join(asked.into());
        let usage = started.queue.usage();
        assert_eq!((usage.late, usage.left_out, usage.items), (1, 1, 2));
        started.end(Vec::new(), 3);
    });
}

/// A core is one thread's at a time, and who waits for another batch has lent its own.
#[test]
fn one_core_is_enough_for_batches_that_wait_for_others() {
    explore(|| {
        let computing = || BatchRules {
            queue: 8,
            computes: true,
            loads: false,
            ..drawn_rules()
        };
        let cores = Arc::new(AtomicUsize::new(0));
        let (of_asked, of_asking) = (Arc::clone(&cores), cores);
        let maker = BatchMaker::of_function(move |items: Vec<Item>| {
            let _computing = Computing::on(&of_asked, &items[0].seen);
            run_noted(items)
        });
        let asked = Started::with(computing(), drawn_key(), &maker);
        let (queue, seen) = (asked.queue.clone(), Arc::clone(&asked.seen));
        let maker = BatchMaker::of_function(move |items: Vec<Item>| {
            for item in &items {
                let other = Item::new(item.number + 8, &seen);
                drop(Computing::on(&of_asking, &item.seen));
                lend(|| stay(&queue, other));
            }
            let _computing = Computing::on(&of_asking, &items[0].seen);
            run_noted(items)
        });
        let asking = Started::with(computing(), None, &maker);
        let _entered = asking.runtime.enter();
        let asks = [0, 1, 3].map(|item| asking.ask(item, stay));
        asking.end(asks.into(), 3);
        asked.end(Vec::new(), 3);
        assert_eq!(batch_cores::in_use(), 0);
    });
}

/// A thread that has got a core for a batch which another has taken meanwhile waits for items without it.
#[test]
fn who_waits_for_items_keeps_no_core() {
    explore(|| {
        let computing = || BatchRules {
            max_size: 2,
            max_wait: Duration::MAX,
            queue: 8,
            threads: 2,
            computes: true,
            loads: false,
            ..drawn_rules()
        };
        let waits = Started::new(computing(), None);
        let rules = BatchRules {
            max_wait: Duration::ZERO,
            ..computing()
        };
        let other = Started::new(rules, None);
        let _entered = waits.runtime.enter();
        let mut asked: Vec<_> = [0, 1, 4].map(|item| waits.ask(item, hurry)).into();
        asked.extend([0, 1].map(|item| other.ask(item, stay)));
        waits.end(asked, 3);
        other.end(Vec::new(), 2);
        assert_eq!(batch_cores::in_use(), 0);
    });
}

/// A thread keeps its core busy until this is dropped.
struct Computing(Arc<AtomicUsize>);

impl Computing {
    fn on(cores: &Arc<AtomicUsize>, seen: &Seen) -> Self {
        let others = cores.fetch_add(1, Ordering::Relaxed);
        seen.expect(others == 0, || format!("{others} others have the core"));
        yield_now();
        Self(Arc::clone(cores))
    }
}

impl Drop for Computing {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
