//! Orders in which callers and threads may run, thousands of them for each test: `checks/interleavings`. Where all wait for each other, as after a wake
//! that is lost, shuttle says so.

use std::collections::HashSet;
use std::future::{Future, poll_fn};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

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

/// Tries a scenario in so many orders drawn at random, and in as many with a few changes of threads at the worst of places.
fn explore(scenario: impl Fn() + Send + Sync + 'static) {
    let scenario = Arc::new(scenario);
    let mut config = Config::new();
    config.stack_size = 1 << 18;
    let again = Arc::clone(&scenario);
    Runner::new(RandomScheduler::new(ORDERS), config.clone()).run(move || again());
    Runner::new(PctScheduler::new(3, ORDERS), config).run(move || scenario());
}

const ORDERS: usize = 2000;

/// An item that says when it has been dropped, and whose batch panics if it is to.
struct Item {
    number: u32,
    panics: bool,
    seen: Arc<Seen>,
}

/// The fates of the items.
#[derive(Default)]
struct Seen {
    ran: Mutex<HashSet<u32>>,
    dropped: Mutex<HashSet<u32>>,
}

impl Item {
    fn new(number: u32, seen: &Arc<Seen>) -> Self {
        let (panics, seen) = (number % 4 == 3, Arc::clone(seen));
        Self {
            number,
            panics,
            seen,
        }
    }
}

impl Drop for Item {
    fn drop(&mut self) {
        let is_first = self.seen.dropped.lock().unwrap().insert(self.number);
        assert!(is_first, "an item is dropped once");
    }
}

/// A batch function with its threads.
struct Started {
    queue: BatchQueue<Item, u32>,
    threads: Vec<JoinHandle<()>>,
    seen: Arc<Seen>,
    shared: Arc<Shared<Item, u32>>,
    /// For what watches the loads.
    runtime: Runtime,
}

impl Started {
    fn new(rules: BatchRules, key: Option<fn(&Item) -> u32>) -> Self {
        let (threads, loads) = (rules.threads, AtomicUsize::new(0));
        // Where a model is lost, it cannot always be loaded again.
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
        assert!(is_first, "an item runs once");
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

/// Waits for the answer, and looks whether it is that of its item.
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

/// Goes away at some time, as a client does and one whose deadline is over.
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
        max_wait: Duration::from_nanos(drawn.gen_range(0..=1)),
        queue: 3,
        threads: drawn.gen_range(1..=2),
        loads: coin(),
        ..BatchRules::new("explored")
    }
}

fn drawn_key() -> Option<fn(&Item) -> u32> {
    coin().then_some(|item: &Item| item.number % 2)
}

fn drawn_ask() -> Ask {
    if coin() { go_away } else { stay }
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

/// Without a stop, and without a clock: only the last item of a batch wakes who waits for it.
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

/// Whoever comes while a load is late is told, or waits for its end.
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
        // It is over.
        let last = started.ask(4, answered);
        started.end(vec![last], 4);
    });
}

fn answered(queue: &BatchQueue<Item, u32>, item: Item) {
    assert_eq!(block_on(queue.one(item)), Ok(4));
}
