//! The cpu lane: as many functions as cores.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};

use twinlane_lanes::{cpu, cpu_capacity};

// The lane is the process's, so that other tests may have places in it.
#[tokio::test(flavor = "multi_thread")]
async fn as_many_run_at_a_time_as_there_are_cores() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let all_at_once = Arc::new(Barrier::new(cpu_capacity()));
    let tasks = (0..cpu_capacity() * 3).map(|_| {
        let (now, most) = (Arc::clone(&now), Arc::clone(&most));
        let all_at_once = Arc::clone(&all_at_once);
        tokio::spawn(cpu(move || {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            all_at_once.wait();
            now.fetch_sub(1, Ordering::SeqCst);
        }))
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap().unwrap();
    }
    assert_eq!(most.load(Ordering::SeqCst), cpu_capacity());
}

#[tokio::test]
async fn a_panic_comes_back_as_an_error() {
    let panicked = cpu(|| panic!("divided by zero")).await.unwrap_err();
    assert_eq!(panicked.message, "divided by zero");
}
