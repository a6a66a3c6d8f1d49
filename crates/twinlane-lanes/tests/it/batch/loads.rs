//! Functions that are made at the start, and again after a panic.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use twinlane_lanes::{BatchFunction, BatchMaker, BatchQueue, Unanswered};

use super::{Gate, rules, run, waiting};

/// The clock goes on where nobody does anything else: the time of a load is over at once.
#[tokio::test(start_paused = true)]
async fn nobody_waits_without_end_for_a_load_that_hangs() {
    let gate = Gate::default();
    let held = gate.clone();
    let maker = BatchMaker::new(move || -> Result<BatchFunction<u32, u32>, _> {
        held.pass();
        Ok(Box::new(|items| {
            if items.contains(&13) {
                std::panic::resume_unwind(Box::new("no thirteen"));
            }
            items
        }))
    });
    let mut rules = rules(4, 10);
    rules.loads = true;
    let queue = BatchQueue::start(rules, maker).await.unwrap();
    assert_eq!(queue.one(1).await, Ok(1));
    gate.close();
    assert_eq!(queue.one(13).await, Err(Unanswered::Panicked));
    let told = Err(Unanswered::NotLoaded(Duration::from_secs(1)));
    let (waits, waits_too) = tokio::join!(queue.one(1), queue.one(2));
    assert_eq!((waits, waits_too), (told.clone(), told));
    assert_eq!(queue.usage().refused, 2);
    // While it hangs nobody who comes waits at all.
    assert!(matches!(queue.one(3).await, Err(Unanswered::NotLoaded(_))));
    assert_eq!(queue.usage().waiting, 0);
    gate.open();
    while queue.usage().reloads == 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(queue.one(4).await, Ok(4));
    queue.stop().await;
}

/// Without a model that is said to be loaded, what makes the function may fail too.
#[test]
fn a_function_that_cannot_be_made_again_is_tried_with_pauses() {
    run(async {
        let (tries, fails) = (
            Arc::new(AtomicUsize::new(0)),
            Arc::new(AtomicBool::new(false)),
        );
        let (counted, failing) = (Arc::clone(&tries), Arc::clone(&fails));
        let maker = BatchMaker::new(move || -> Result<BatchFunction<u32, u32>, _> {
            counted.fetch_add(1, Ordering::SeqCst);
            if failing.load(Ordering::SeqCst) {
                return Err("not yet".into());
            }
            Ok(Box::new(|items| {
                if items.contains(&13) {
                    std::panic::resume_unwind(Box::new("no thirteen"));
                }
                items
            }))
        });
        let queue = BatchQueue::start(rules(4, 10), maker).await.unwrap();
        fails.store(true, Ordering::SeqCst);
        assert_eq!(queue.one(13).await, Err(Unanswered::Panicked));
        let refused = queue.one(1).await.unwrap_err();
        assert!(matches!(refused, Unanswered::NotLoaded(_)), "{refused}");
        assert_eq!(
            refused.to_string(),
            "what the batch function needs was lost by a panic, and has not been loaded again yet"
        );
        let tries = tries.load(Ordering::SeqCst);
        assert!(tries < 10, "{tries} at once");
        fails.store(false, Ordering::SeqCst);
        while queue.one(2).await != Ok(2) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    });
}

#[test]
fn a_load_that_fails_fails_the_start_and_leaves_no_thread() {
    run(async {
        let alive = Arc::new(());
        let (loads, held) = (Arc::new(AtomicUsize::new(0)), Arc::clone(&alive));
        let maker = BatchMaker::new(move || -> Result<BatchFunction<u32, u32>, _> {
            let held = Arc::clone(&held);
            match loads.fetch_add(1, Ordering::SeqCst) {
                1 => Err("the file is cut off".into()),
                2 => panic!("the device is gone"),
                _ => Ok(Box::new(move |items| {
                    let _ = &held;
                    items
                })),
            }
        });
        let mut rules = rules(4, 10);
        rules.threads = 3;
        let error = BatchQueue::start(rules, maker)
            .await
            .unwrap_err()
            .to_string();
        assert!(
            ["the file is cut off", "panicked: the device is gone"].contains(&error.as_str()),
            "{error}"
        );
        while Arc::strong_count(&alive) > 1 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    });
}

/// Set in the process that has no file descriptor left.
#[cfg(target_os = "linux")]
const STARVED: &str = "TWINLANE_TEST_STARVED";

#[test]
#[cfg(target_os = "linux")]
fn starts_without_descriptors_if_told_to() {
    if std::env::var_os(STARVED).is_none() {
        return;
    }
    run(async {
        let start = || {
            let mut rules = rules(4, 10);
            rules.computes = true;
            BatchQueue::start(rules, Gate::default().maker())
        };
        let opened = std::iter::from_fn(|| std::fs::File::open("/dev/null").ok());
        let all: Vec<_> = opened.collect();
        let refused = start().await.unwrap_err().to_string();
        drop(all);
        assert_eq!(
            refused,
            "no runtime for batches that compute: Too many open files (os error 24)"
        );
        let queue = start().await.unwrap();
        assert_eq!(queue.one(7).await, Ok(vec![7]));
    });
}

#[test]
#[cfg(target_os = "linux")]
fn batches_that_compute_do_not_start_without_their_runtime_and_do_later() {
    let output = std::process::Command::new("sh")
        .args(["-c", "ulimit -n 64; exec \"$@\"", "sh"])
        .arg(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "batch::loads::starts_without_descriptors_if_told_to",
        ])
        .env(STARVED, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("1 passed"), "{said}");
}

/// A model that may not leave its thread.
struct Model(std::rc::Rc<std::thread::ThreadId>);

#[test]
fn what_a_thread_has_loaded_stays_there_and_is_loaded_again_after_a_panic() {
    run(async {
        let fails = Arc::new(AtomicBool::new(false));
        let (loads, failing) = (Arc::new(AtomicUsize::new(0)), Arc::clone(&fails));
        let counted = Arc::clone(&loads);
        let gate = Gate::default();
        let held = gate.clone();
        let maker = BatchMaker::new(move || -> Result<BatchFunction<u32, bool>, _> {
            counted.fetch_add(1, Ordering::SeqCst);
            if failing.swap(false, Ordering::SeqCst) {
                return Err("not yet".into());
            }
            let model = Model(std::rc::Rc::new(std::thread::current().id()));
            let gate = held.clone();
            Ok(Box::new(move |items| {
                gate.pass();
                assert!(!items.contains(&13), "no thirteen");
                let stays = *model.0 == std::thread::current().id();
                items.iter().map(|_| stays).collect()
            }))
        });
        let mut rules = rules(4, 10);
        rules.loads = true;
        let queue = BatchQueue::start(rules, maker).await.unwrap();
        assert_eq!(queue.one(1).await, Ok(true));
        fails.store(true, Ordering::SeqCst);
        let begun = Instant::now();
        gate.close();
        let ask = |item| {
            let queue = queue.clone();
            tokio::spawn(async move { queue.one(item).await })
        };
        let thirteen = ask(13);
        gate.reached(2).await;
        let next = ask(2);
        waiting(&queue, 1).await;
        gate.open();
        assert_eq!(thirteen.await.unwrap(), Err(Unanswered::Panicked));
        // Nobody waits for a model that may never come back.
        let pause = Duration::from_millis(100);
        let told = Err(Unanswered::NotLoaded(pause));
        assert_eq!(next.await.unwrap(), told);
        while queue.usage().reloads == 0 {
            assert_eq!(queue.usage().waiting, 0);
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert!(begun.elapsed() >= pause, "the second time it waits");
        assert_eq!(queue.one(2).await, Ok(true));
        assert_eq!(
            (loads.load(Ordering::SeqCst), queue.usage().reloads),
            (3, 1)
        );
    });
}
