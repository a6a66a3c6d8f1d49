//! Batches with threads and callers.

mod asks_itself;
mod loads;

use std::collections::HashSet;
use std::future::Future;
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use crate::LONG;
use tracing::level_filters::LevelFilter;
use twinlane_lanes::{
    Answer, BatchMaker, BatchQueue, BatchRules, RuntimeBuilder, Unanswered, cpu, cpu_capacity,
    threads,
};
use twinlane_log_lines::LogLines;

fn run<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> T {
    let runtime = RuntimeBuilder::new().workers(2).build().unwrap();
    runtime.block_on(async { tokio::time::timeout(LONG, future).await.unwrap() })
}

/// A function that says with whom each item ran, and holds its thread while the gate is closed.
#[derive(Clone, Default)]
struct Gate {
    closed: Arc<(Mutex<bool>, Condvar)>,
    inside: Arc<AtomicUsize>,
}

impl Gate {
    fn close(&self) {
        *self.closed.0.lock().unwrap() = true;
    }

    fn open(&self) {
        *self.closed.0.lock().unwrap() = false;
        self.closed.1.notify_all();
    }

    fn pass(&self) {
        self.inside.fetch_add(1, Ordering::SeqCst);
        let closed = self.closed.0.lock().unwrap();
        drop(self.closed.1.wait_while(closed, |closed| *closed).unwrap());
    }

    /// Waits until so many batches have come to it.
    async fn reached(&self, batches: usize) {
        while self.inside.load(Ordering::SeqCst) < batches {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    fn maker(&self) -> BatchMaker<u32, Vec<u32>> {
        let gate = self.clone();
        BatchMaker::of_function(move |items: Vec<u32>| {
            gate.pass();
            items.iter().map(|_| items.clone()).collect()
        })
    }
}

fn rules(max_size: usize, queue: usize) -> BatchRules {
    let mut changed = BatchRules::new("test");
    changed.max_size = max_size;
    changed.queue = queue;
    changed
}

async fn waiting<I, O>(queue: &BatchQueue<I, O>, number: usize) {
    while queue.usage().waiting < number {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

type Told = tokio::task::JoinHandle<Answer<Vec<u32>>>;

fn ask(queue: &BatchQueue<u32, Vec<u32>>, item: u32) -> Told {
    let queue = queue.clone();
    tokio::spawn(async move { queue.one(item).await })
}

#[test]
fn a_batch_is_what_waits_when_a_thread_gets_free() {
    run(async {
        let gate = Gate::default();
        gate.close();
        let queue = BatchQueue::start(rules(3, 10), gate.maker()).await.unwrap();
        let first = ask(&queue, 0);
        gate.reached(1).await;
        let mut others = Vec::new();
        for item in 1..=5 {
            others.push(ask(&queue, item));
            waiting(&queue, item as usize).await;
        }
        gate.open();
        assert_eq!(first.await.unwrap(), Ok(vec![0]));
        for (place, other) in others.into_iter().enumerate() {
            let together = if place < 3 { vec![1, 2, 3] } else { vec![4, 5] };
            assert_eq!(other.await.unwrap(), Ok(together));
        }
        let usage = queue.usage();
        assert_eq!(
            (usage.batches, usage.items, usage.full, usage.largest),
            (3, 6, 1, 3)
        );
        assert_eq!(usage.mean_size(), Some(2.));
        assert!(usage.queued.longest <= usage.queued.total);
    });
}

#[test]
fn a_batch_that_is_full_waits_for_nobody() {
    run(async {
        let mut rules = rules(3, 10);
        rules.max_wait = Duration::MAX;
        let queue = BatchQueue::start(rules, Gate::default().maker())
            .await
            .unwrap();
        let asked = [0, 1, 2].map(|item| ask(&queue, item));
        for told in asked {
            assert_eq!(told.await.unwrap().unwrap().len(), 3);
        }
        assert_eq!(queue.usage().waited_in_vain, 0);
    });
}

#[test]
fn the_first_waits_for_others_only_as_long_as_it_may() {
    run(async {
        let wait = Duration::from_millis(30);
        let mut rules = rules(3, 10);
        rules.max_wait = wait;
        let gate = Gate::default();
        let queue = BatchQueue::start(rules, gate.maker()).await.unwrap();
        let begun = Instant::now();
        assert_eq!(queue.one(7).await, Ok(vec![7]));
        assert!(begun.elapsed() >= wait);
        assert_eq!(queue.usage().waited_in_vain, 1);
        // One whose time is over before a thread is free costs nobody anything.
        gate.close();
        let first = ask(&queue, 1);
        gate.reached(2).await;
        let second = ask(&queue, 2);
        waiting(&queue, 1).await;
        tokio::time::sleep(wait).await;
        gate.open();
        for told in [first, second] {
            told.await.unwrap().unwrap();
        }
        assert_eq!(queue.usage().waited_in_vain, 2);
    });
}

#[test]
fn many_are_answered_in_order_and_leave_room_for_others() {
    run(async {
        let square = BatchMaker::of_function(|items: Vec<u64>| {
            items.iter().map(|item| item * item).collect()
        });
        let queue = BatchQueue::start(rules(4, 16), square).await.unwrap();
        let answers = queue.many((0..1000).collect()).await;
        assert_eq!(
            answers,
            (0..1000).map(|item| Ok(item * item)).collect::<Vec<_>>()
        );
        assert_eq!(queue.many(Vec::new()).await, []);

        let gate = Gate::default();
        gate.close();
        let queue = BatchQueue::start(rules(2, 8), gate.maker()).await.unwrap();
        let all = queue.clone();
        let many = tokio::spawn(async move { all.many((0..100).collect()).await });
        waiting(&queue, 2).await;
        assert!(queue.usage().waiting <= 4);
        gate.open();
        assert!(many.await.unwrap().iter().all(Result::is_ok));
    });
}

#[test]
fn the_queue_has_a_bound_and_says_when_there_is_room() {
    run(async {
        let gate = Gate::default();
        let queue = BatchQueue::start(rules(1, 2), gate.maker()).await.unwrap();
        gate.close();
        let slow = ask(&queue, 0);
        gate.reached(1).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        gate.open();
        slow.await.unwrap().unwrap();
        gate.close();
        let running = ask(&queue, 1);
        gate.reached(2).await;
        let asked = [2, 3].map(|item| ask(&queue, item));
        waiting(&queue, 2).await;
        let Err(Unanswered::Full(full)) = queue.one(4).await else {
            panic!("it is full");
        };
        assert_eq!(full.waiting, 2);
        assert!(
            full.retry_after.as_millis() >= 100,
            "two batches of 50 ms: {full:?}"
        );
        let many = queue.many(vec![5, 6]).await;
        assert!(
            many.iter()
                .all(|answer| matches!(answer, Err(Unanswered::Full(_))))
        );
        assert_eq!(queue.usage().refused, 3);
        gate.open();
        running.await.unwrap().unwrap();
        for told in asked {
            told.await.unwrap().unwrap();
        }
    });
}

/// Code of the application too: what it leaves behind may panic when it is dropped.
struct Ends(bool);

impl Drop for Ends {
    fn drop(&mut self) {
        if self.0 && !std::thread::panicking() {
            // Without a hook's line.
            std::panic::resume_unwind(Box::new("dropped"));
        }
    }
}

#[test]
fn a_panic_outside_of_the_function_does_not_end_its_thread() {
    run(async {
        let maker = BatchMaker::of_function(|items: Vec<u32>| {
            let wrong = items.contains(&0);
            let number = if wrong { items.len() + 1 } else { items.len() };
            (0..number).map(|_| Ends(wrong)).collect()
        });
        let queue = BatchQueue::start(rules(4, 8), maker).await.unwrap();
        let wrong = queue.one(0).await.err();
        assert_eq!(wrong, Some(Unanswered::WrongCount));
        assert!(queue.one(1).await.is_ok());
    });
}

/// An item whose end looks at the queue, as code of an application may.
struct Looks(Arc<Mutex<Option<BatchQueue<Looks, ()>>>>);

impl Drop for Looks {
    fn drop(&mut self) {
        let queue = self.0.lock().unwrap().clone();
        if let Some(queue) = queue {
            queue.usage();
        }
    }
}

#[test]
fn an_item_that_is_left_out_ends_where_no_lock_is_held() {
    run(async {
        let gate = Gate::default();
        let held = gate.clone();
        let function = BatchMaker::of_function(move |items: Vec<Looks>| {
            held.pass();
            items.iter().map(|_| ()).collect()
        });
        let queue = BatchQueue::start(rules(4, 4), function).await.unwrap();
        let looks = || Looks(Arc::new(Mutex::new(Some(queue.clone()))));
        gate.close();
        let first = tokio::spawn({
            let (queue, item) = (queue.clone(), looks());
            async move { queue.one(item).await }
        });
        gate.reached(1).await;
        for _ in 1..=4 {
            let (asked, item) = (queue.clone(), looks());
            let gone = tokio::spawn(async move { asked.one(item).await });
            waiting(&queue, 1).await;
            gone.abort();
            let _ = gone.await;
            assert_eq!(queue.usage().waiting, 0);
        }
        gate.open();
        assert_eq!(first.await.unwrap(), Ok(()));
        assert_eq!(queue.one(looks()).await, Ok(()));
        assert_eq!(queue.usage().left_out, 4);
    });
}

/// Nobody waits for what is too late, and nothing of it runs.
#[test]
fn the_rest_of_many_is_not_run_after_the_deadline() {
    run(async {
        let gate = Gate::default();
        gate.close();
        let queue = BatchQueue::start(rules(1, 4), gate.maker()).await.unwrap();
        let hurried = queue.within(Duration::from_millis(20));
        let late = hurried.many((0..50).collect()).await;
        assert!(
            late.iter()
                .all(|answer| *answer == Err(Unanswered::Deadline))
        );
        assert_eq!(late.len(), 50);
        gate.open();
        assert!(queue.one(50).await.is_ok());
        assert!(queue.usage().items < 10, "{:?}", queue.usage());
    });
}

#[test]
fn who_goes_away_is_left_out_and_who_is_late_is_told() {
    run(async {
        let gate = Gate::default();
        gate.close();
        let queue = BatchQueue::start(rules(8, 10), gate.maker()).await.unwrap();
        let first = ask(&queue, 0);
        gate.reached(1).await;
        let gone = ask(&queue, 1);
        waiting(&queue, 1).await;
        let stays = ask(&queue, 2);
        waiting(&queue, 2).await;
        gone.abort();
        assert!(gone.await.unwrap_err().is_cancelled());
        let hasty = queue.within(Duration::from_millis(20));
        assert_eq!(hasty.one(3).await, Err(Unanswered::Deadline));
        assert_eq!(
            hasty.many(vec![4, 5]).await,
            [Err(Unanswered::Deadline), Err(Unanswered::Deadline)]
        );
        gate.open();
        first.await.unwrap().unwrap();
        assert_eq!(stays.await.unwrap(), Ok(vec![2]));
        let usage = queue.usage();
        assert_eq!((usage.left_out, usage.late), (4, 3));
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_fails_its_batch_and_nothing_else() {
    let (lines, _log) = LogLines::keep(LevelFilter::INFO);
    let maker = BatchMaker::of_function(|items: Vec<u32>| {
        assert!(!items.contains(&13), "no thirteen");
        items
    });
    let queue = BatchQueue::start(rules(4, 10), maker).await.unwrap();
    assert_eq!(queue.one(13).await, Err(Unanswered::Panicked));
    assert_eq!(queue.one(1).await, Ok(1));
    assert_eq!(queue.usage().panicked, 1);
    assert!(
        lines
            .text()
            .contains("the batch function `test` panicked: no thirteen"),
        "{}",
        lines.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_number_of_results_is_an_error_of_all() {
    let (lines, _log) = LogLines::keep(LevelFilter::INFO);
    let maker = BatchMaker::of_function(|items: Vec<u32>| items[1..].to_vec());
    let queue = BatchQueue::start(rules(4, 10), maker).await.unwrap();
    let answers = queue.many(vec![1, 2, 3]).await;
    assert_eq!(
        answers,
        [
            Err(Unanswered::WrongCount),
            Err(Unanswered::WrongCount),
            Err(Unanswered::WrongCount)
        ]
    );
    assert!(
        lines
            .text()
            .contains("the batch function `test` returned 2 results for 3 items"),
        "{}",
        lines.text()
    );
}

#[test]
fn equal_keys_run_together() {
    run(async {
        let gate = Gate::default();
        gate.close();
        let queue = BatchQueue::start_with_key(rules(8, 10), |item: &u32| item % 2, gate.maker())
            .await
            .unwrap();
        let first = ask(&queue, 0);
        gate.reached(1).await;
        let mut asked = Vec::new();
        for item in 1..=5 {
            asked.push(ask(&queue, item));
            waiting(&queue, item as usize).await;
        }
        gate.open();
        first.await.unwrap().unwrap();
        for (place, told) in asked.into_iter().enumerate() {
            let together = if place % 2 == 0 {
                vec![1, 3, 5]
            } else {
                vec![2, 4]
            };
            assert_eq!(told.await.unwrap(), Ok(together));
        }
    });
}

/// A key that counts how many of it are there, and how often two are compared. Two of 13 cannot be.
#[derive(Debug)]
struct CountedKey(u32, Arc<KeyCounts>);

#[derive(Debug, Default)]
struct KeyCounts {
    there: AtomicUsize,
    compared: AtomicUsize,
}

impl CountedKey {
    fn new(key: u32, counts: &Arc<KeyCounts>) -> Self {
        counts.there.fetch_add(1, Ordering::SeqCst);
        Self(key, Arc::clone(counts))
    }
}

impl PartialEq for CountedKey {
    fn eq(&self, other: &Self) -> bool {
        self.1.compared.fetch_add(1, Ordering::SeqCst);
        if self.0 == 13 {
            // Without a hook's line.
            std::panic::resume_unwind(Box::new("not to be compared"));
        }
        self.0 == other.0
    }
}

impl Eq for CountedKey {}

impl Hash for CountedKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl Drop for CountedKey {
    fn drop(&mut self) {
        self.1.there.fetch_sub(1, Ordering::SeqCst);
    }
}

/// A queue whose keys are counted, and whose only thread is held by an item of a key of its own.
async fn with_counted_keys(
    rules: BatchRules,
    gate: &Gate,
    key: fn(u32) -> u32,
) -> (BatchQueue<u32, Vec<u32>>, Arc<KeyCounts>, Told) {
    gate.close();
    let counts = Arc::new(KeyCounts::default());
    let counted = Arc::clone(&counts);
    let key = move |item: &u32| CountedKey::new(key(*item), &counted);
    let queue = BatchQueue::start_with_key(rules, key, gate.maker())
        .await
        .unwrap();
    let first = ask(&queue, u32::MAX);
    gate.reached(1).await;
    (queue, counts, first)
}

#[test]
fn each_item_is_compared_with_one_key_and_not_with_all() {
    run(async {
        let gate = Gate::default();
        let (queue, counts, first) =
            with_counted_keys(rules(2, 10_000), &gate, |item| item / 2 + 100).await;
        // Two of each key, far from each other.
        let asked: Vec<Told> = (0..10_000)
            .map(|place: u32| ask(&queue, place % 5000 * 2 + place / 5000))
            .collect();
        waiting(&queue, 10_000).await;
        gate.open();
        first.await.unwrap().unwrap();
        for told in asked {
            let together = told.await.unwrap().unwrap();
            assert_eq!(together.len(), 2);
            assert_eq!(together[0] / 2, together[1] / 2);
        }
        assert_eq!(counts.compared.load(Ordering::SeqCst), 5000);
        queue.stop().await;
        assert_eq!(counts.there.load(Ordering::SeqCst), 0);
    });
}

#[test]
fn many_make_no_more_keys_than_wait() {
    run(async {
        let gate = Gate::default();
        let (queue, counts, first) = with_counted_keys(rules(2, 8), &gate, |item| item).await;
        let asks = queue.clone();
        let many = tokio::spawn(async move { asks.many((100..1100).collect()).await });
        waiting(&queue, 2).await;
        let there = counts.there.load(Ordering::SeqCst);
        assert!(there <= 8, "{there} keys");
        gate.open();
        first.await.unwrap().unwrap();
        assert!(many.await.unwrap().iter().all(Result::is_ok));
    });
}

#[test]
fn a_comparison_that_panics_is_its_callers_alone() {
    run(async {
        let gate = Gate::default();
        let (queue, _, first) = with_counted_keys(rules(2, 8), &gate, |item| item).await;
        let thirteen = ask(&queue, 13);
        waiting(&queue, 1).await;
        assert!(ask(&queue, 13).await.unwrap_err().is_panic());
        let other = ask(&queue, 1);
        waiting(&queue, 2).await;
        gate.open();
        for (told, together) in [(first, u32::MAX), (thirteen, 13), (other, 1)] {
            assert_eq!(told.await.unwrap(), Ok(vec![together]));
        }
        assert_eq!(queue.one(13).await, Ok(vec![13]));
    });
}

#[test]
fn a_blocking_call_is_refused_on_the_event_loop_alone() {
    run(async {
        let queue = BatchQueue::start(rules(4, 10), Gate::default().maker())
            .await
            .unwrap();
        let asks = queue.clone();
        let on_loop =
            tokio::spawn(async move { (asks.one_blocking(1), asks.many_blocking(vec![1])) });
        let (one, many) = on_loop.await.unwrap();
        assert_eq!(one, Err(Unanswered::OnEventLoop));
        assert_eq!(many, [Err(Unanswered::OnEventLoop)]);
        let asks = queue.clone();
        assert_eq!(
            threads(move || asks.one_blocking(1)).await.unwrap(),
            Ok(vec![1])
        );
        let asks = queue.clone();
        assert_eq!(
            cpu(move || asks.one_blocking(2)).await.unwrap(),
            Ok(vec![2])
        );
        let site = twinlane_lanes::Site::new(twinlane_lanes::Label::new("asks"));
        let lane = twinlane_lanes::ThreadLane::new(4);
        // Short ones run on the worker, which steps out of its runtime.
        for _ in 0..200 {
            let asks = queue.clone();
            let (site, lane) = (site.clone(), lane.clone());
            let asked = tokio::spawn(async move {
                site.run_in_thread(&lane, move || asks.one_blocking(3))
                    .await
            });
            assert_eq!(asked.await.unwrap().unwrap(), Ok(vec![3]));
        }
    });
}

#[test]
fn functions_that_all_wait_for_a_batch_do_not_keep_it_from_running() {
    run(async {
        let rules = |name| {
            let mut changed = BatchRules::new(name);
            changed.computes = true;
            changed.threads = cpu_capacity();
            changed.max_size = 1;
            changed
        };
        let inner = BatchMaker::of_function(|items: Vec<u32>| items);
        let inner = BatchQueue::start(rules("inner"), inner).await.unwrap();
        // Each batch of the outer one waits for the inner one, with all cores taken.
        let within = inner.clone();
        let outer = BatchMaker::of_function(move |items: Vec<u32>| {
            std::thread::sleep(Duration::from_millis(5));
            within
                .many_blocking(items)
                .into_iter()
                .map(Result::unwrap)
                .collect()
        });
        let outer = BatchQueue::start(rules("outer"), outer).await.unwrap();
        let asked: Vec<_> = (0..40)
            .map(|item| {
                let outer = outer.clone();
                tokio::spawn(async move { cpu(move || outer.one_blocking(item)).await })
            })
            .collect();
        for (item, told) in (0..).zip(asked) {
            let told = tokio::time::timeout(Duration::from_secs(20), told).await;
            assert_eq!(told.unwrap().unwrap().unwrap(), Ok(item));
        }
    });
}

#[test]
fn a_stop_runs_what_waits_and_takes_no_more() {
    run(async {
        let gate = Gate::default();
        gate.close();
        let mut rules = rules(2, 10);
        rules.max_wait = Duration::from_mins(1);
        let queue = BatchQueue::start(rules, gate.maker()).await.unwrap();
        let asked = [0, 1, 2].map(|item| ask(&queue, item));
        gate.reached(1).await;
        waiting(&queue, 1).await;
        let stop = tokio::spawn(queue.stop());
        // The item may be taken before the stop begins, and waits then.
        let hasty = queue.within(Duration::from_millis(1));
        while hasty.one(9).await != Err(Unanswered::Stopped) {}
        assert!(!stop.is_finished());
        gate.open();
        stop.await.unwrap();
        for told in asked {
            assert!(told.await.unwrap().is_ok());
        }
    });
}

#[test]
fn a_stop_that_takes_too_long_tells_those_who_wait() {
    run(async {
        let gate = Gate::default();
        gate.close();
        let queue = BatchQueue::start(rules(1, 10), gate.maker()).await.unwrap();
        let running = ask(&queue, 0);
        gate.reached(1).await;
        let waits = ask(&queue, 1);
        waiting(&queue, 1).await;
        let stop = tokio::time::timeout(Duration::from_millis(20), queue.stop());
        assert!(stop.await.is_err());
        assert_eq!(waits.await.unwrap(), Err(Unanswered::Stopped));
        gate.open();
        assert_eq!(running.await.unwrap(), Ok(vec![0]));
    });
}

/// Items that are answered at random, cancelled, late, in batches that panic, with a stop in the middle: each caller has one answer, and no
/// item runs twice.
#[test]
fn each_item_is_answered_once_whatever_happens() {
    answered_once(100_000);
}

fn answered_once(items: u32) {
    run(async move {
        let ran = Arc::new(Mutex::new(HashSet::new()));
        let maker = noting_maker(&ran);
        let mut rules = rules(16, 64);
        rules.max_wait = Duration::from_micros(50);
        rules.threads = 2;
        let queue = BatchQueue::start(rules, maker).await.unwrap();
        let callers = 200;
        let tasks: Vec<_> = (0..callers)
            .map(|caller| {
                let queue = queue.clone();
                tokio::spawn(async move {
                    let mut counts = [0_u32; 6];
                    for item in (0..items).filter(|item| item % callers == caller) {
                        let outcome = loop {
                            match ask_somehow(&queue, item).await {
                                // The item was not taken.
                                2 => tokio::time::sleep(Duration::from_micros(200)).await,
                                outcome => break outcome,
                            }
                        };
                        counts[outcome] += 1;
                    }
                    counts
                })
            })
            .collect();
        // The stop comes when half of them have run.
        while ran.lock().unwrap().len() < items as usize / 2 {
            if tasks.iter().all(tokio::task::JoinHandle::is_finished) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        queue.stop().await;
        let mut all = [0; 6];
        for task in tasks {
            let counts = tokio::time::timeout(Duration::from_mins(1), task)
                .await
                .unwrap()
                .unwrap();
            all.iter_mut()
                .zip(counts)
                .for_each(|(all, count)| *all += count);
        }
        assert_eq!(all.iter().sum::<u32>(), items);
        assert!(all[1] > 0 && all[4] > 0 && all[5] > 0, "{all:?}");
        let usage = queue.usage();
        assert_eq!(usage.items, ran.lock().unwrap().len() as u64);
        assert_eq!(usage.waiting, 0);
    });
}

/// Asks for an item in one of several ways: 0 cancelled, 1 answered, 2 full, 3 late, 4 panicked, 5 stopped.
async fn ask_somehow(queue: &BatchQueue<u32, u32>, item: u32) -> usize {
    let soon = Duration::from_micros(u64::from(item % 200));
    let told = match item % 11 {
        3 => match tokio::time::timeout(soon, queue.one(item)).await {
            Ok(told) => told,
            Err(_) => return 0,
        },
        5 => queue.within(soon).one(item).await,
        7 => queue.many(vec![item]).await.remove(0),
        _ => queue.one(item).await,
    };
    match told {
        Ok(told) => {
            assert_eq!(told, item);
            1
        }
        Err(Unanswered::Full(_)) => 2,
        Err(Unanswered::Deadline) => 3,
        Err(Unanswered::Panicked) => 4,
        Err(Unanswered::Stopped) => 5,
        Err(other) => panic!("{other}"),
    }
}

/// A function that notes what has run, panics where an item runs twice, and for some items besides.
fn noting_maker(ran: &Arc<Mutex<HashSet<u32>>>) -> BatchMaker<u32, u32> {
    let noted = Arc::clone(ran);
    BatchMaker::of_function(move |batch: Vec<u32>| {
        assert!(!batch.is_empty(), "nothing to run");
        let mut noted = noted.lock().unwrap();
        let before = noted.len();
        noted.extend(&batch);
        let is_first = noted.len() == before + batch.len();
        drop(noted);
        assert!(is_first, "an item ran twice");
        if batch.iter().any(|item| item % 997 == 0) {
            // Without a hook's line for each.
            std::panic::resume_unwind(Box::new("no such item"));
        }
        batch
    })
}
