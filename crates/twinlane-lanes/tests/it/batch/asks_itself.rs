//! Batch functions that call themselves, directly or through another.

use std::future::Future;
use std::sync::Arc;

use tracing::level_filters::LevelFilter;
use twinlane_lanes::{Answer, BatchMaker, BatchQueue, BatchRules, Unanswered, threads};
use twinlane_log_lines::LogLines;

use super::run;
use crate::LONG;

type Asked = Result<u32, Unanswered>;

/// A way to ask a batch function for an item.
type Way = fn(&BatchQueue<u32, Asked>, u32) -> Answer<Asked>;

/// A queue that gets to be known after the functions that ask it.
type Known = Arc<std::sync::OnceLock<BatchQueue<u32, Asked>>>;

/// Starts a function that asks another for the item before, in this way, until the item is 0.
async fn start_asking(
    name: &str,
    computes: bool,
    (other, ask): (&Known, Way),
) -> BatchQueue<u32, Asked> {
    let other = Arc::clone(other);
    let maker = BatchMaker::of_function(move |items: Vec<u32>| {
        let ask = |item: u32| match item.checked_sub(1) {
            Some(before) => ask(other.get().unwrap(), before).flatten(),
            None => Ok(0),
        };
        items.into_iter().map(ask).collect()
    });
    let mut rules = BatchRules::new(name);
    rules.computes = computes;
    BatchQueue::start(rules, maker).await.unwrap()
}

/// The ways in which a batch function may ask another and wait for it.
const WAYS: [Way; 5] = [
    |queue, item| queue.one_blocking(item),
    |queue, item| queue.many_blocking(vec![item]).remove(0),
    |queue, item| twinlane_lanes::block_on(queue.one(item)),
    |queue, item| {
        let queue = queue.clone();
        twinlane_lanes::block_on(threads(move || queue.one_blocking(item))).unwrap()
    },
    |queue, item| {
        let queue = queue.clone();
        let ask = async move |group: twinlane_lanes::Group| {
            group.spawn(async move { queue.one(item).await }).await
        };
        twinlane_lanes::block_on(twinlane_lanes::group(ask))
            .unwrap()
            .unwrap()
    },
];

fn circle(by: &str) -> Unanswered {
    Unanswered::AsksItself {
        function: "first".to_owned(),
        by: by.to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_asks_itself_is_told_so_instead_of_waiting_without_end() {
    let (lines, _log) = LogLines::keep(LevelFilter::INFO);
    let ways = async {
        for (way, computes) in WAYS.into_iter().flat_map(|way| [(way, false), (way, true)]) {
            let known = Known::default();
            let first = start_asking("first", computes, (&known, way)).await;
            known.set(first.clone()).unwrap();
            assert_eq!(first.one(0).await, Ok(Ok(0)));
            assert_eq!(first.one(1).await, Ok(Err(circle("first"))));

            // Through another, which is no fault by itself.
            let (known, back) = (Known::default(), Known::default());
            let first = start_asking("first", computes, (&known, way)).await;
            let second = start_asking("second", !computes, (&back, way)).await;
            known.set(second.clone()).unwrap();
            back.set(first.clone()).unwrap();
            assert_eq!(first.one(1).await, Ok(Ok(0)));
            assert_eq!(second.one(1).await, Ok(Ok(0)));
            assert_eq!(first.one(2).await, Ok(Err(circle("second"))));
        }
    };
    tokio::time::timeout(LONG, ways).await.unwrap();
    let text = lines.text();
    assert!(
        text.contains(
            "the batch function `first` asks itself, and could wait for itself without end"
        ),
        "{text}"
    );
    assert!(
        text.contains("the batch function `second` asks `first`, which waits for it"),
        "{text}"
    );
}

/// Another thread could answer this one; but not if its batch asked too.
#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_asks_itself_is_told_so_whatever_threads_it_has_and_logged_now_and_then() {
    let (lines, _log) = LogLines::keep(LevelFilter::INFO);
    let known = Known::default();
    let asks = Arc::clone(&known);
    let maker = BatchMaker::of_function(move |items: Vec<u32>| {
        let queue = asks.get().unwrap();
        items
            .iter()
            .map(|_| queue.one_blocking(0).flatten())
            .collect()
    });
    let mut rules = BatchRules::new("first");
    rules.threads = 2;
    let queue = BatchQueue::start(rules, maker).await.unwrap();
    known.set(queue.clone()).unwrap();
    for _ in 0..10 {
        let asked = tokio::time::timeout(LONG, queue.one(1)).await;
        assert_eq!(asked.unwrap(), Ok(Err(circle("first"))));
    }
    let text = lines.text();
    assert_eq!(text.matches("asks itself").count(), 1, "{text}");
}

/// On the thread of the batch itself, by a runtime that the batch has made.
#[test]
fn what_is_spawned_asks_for_itself_wherever_it_is_polled() {
    run(async {
        let known = Known::default();
        let asks = Arc::clone(&known);
        let maker = BatchMaker::of_function(move |items: Vec<u32>| {
            let queue = asks.get().unwrap().clone();
            let own = tokio::runtime::Builder::new_current_thread()
                .build()
                .unwrap();
            // The item is taken if nobody answers it at once.
            let is_taken = own.block_on(async {
                let asks = async move {
                    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
                    std::pin::pin!(queue.one(0)).poll(&mut context).is_pending()
                };
                twinlane_lanes::spawn(asks).await.unwrap()
            });
            items.iter().map(|_| Ok(u32::from(is_taken))).collect()
        });
        let queue = BatchQueue::start(BatchRules::new("spawns"), maker)
            .await
            .unwrap();
        known.set(queue.clone()).unwrap();
        assert_eq!(queue.one(1).await, Ok(Ok(1)));
    });
}

#[test]
fn what_a_batch_that_computes_has_spawned_may_block() {
    run(async {
        let maker = BatchMaker::of_function(|items: Vec<u32>| {
            let (told, heard) = std::sync::mpsc::channel();
            let blocks = twinlane_lanes::spawn(async move { heard.recv() });
            let tells = twinlane_lanes::spawn(async move { told.send(7) });
            let heard = twinlane_lanes::block_on(async {
                tells.await.unwrap().unwrap();
                blocks.await.unwrap()
            });
            items.into_iter().map(|_| heard.unwrap()).collect()
        });
        let mut rules = BatchRules::new("spawns");
        rules.computes = true;
        let queue = BatchQueue::start(rules, maker).await.unwrap();
        assert_eq!(queue.one(1).await, Ok(7));
    });
}

#[test]
fn what_a_batch_has_spawned_and_does_not_wait_for_may_ask_it() {
    run(async {
        let known = Known::default();
        let (told, heard) = std::sync::mpsc::channel();
        let asks = Arc::clone(&known);
        let maker = BatchMaker::of_function(move |items: Vec<u32>| {
            if items.contains(&1) {
                let (queue, told) = (asks.get().unwrap().clone(), told.clone());
                twinlane_lanes::spawn(async move { told.send(queue.one(0).await).unwrap() });
            }
            items.into_iter().map(Ok).collect()
        });
        let queue = BatchQueue::start(BatchRules::new("spawns"), maker)
            .await
            .unwrap();
        known.set(queue.clone()).unwrap();
        assert_eq!(queue.one(1).await, Ok(Ok(1)));
        let told = threads(move || heard.recv().unwrap()).await.unwrap();
        assert_eq!(told, Ok(Ok(0)));
    });
}
