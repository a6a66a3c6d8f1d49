//! Threads that compute give way to the event loop.

use std::io;
#[cfg(target_os = "linux")]
use std::sync::{Mutex, PoisonError};

use tokio::runtime::Handle;

#[cfg(target_os = "linux")]
use crate::runtime::{Runtime, RuntimeBuilder};

/// Lets other threads have a processor before the current one. So do the threads that it starts from now on: those of a library that it loads.
///
/// Linux alone knows a niceness of threads; elsewhere it is that of the process, and stays.
pub(crate) fn give_way() {
    // A system that refuses it is as before.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::nice(MORE);
}

/// The runtime that threads which give way are within.
///
/// Tokio makes a thread for blocking functions where one is asked for, so that it has the niceness of who asks, and keeps it for others. Here the
/// others are batches that compute too. Its workers do not give way: they are made before any thread does. What such batches spawn runs on one of
/// them, and a poll that blocks it is noticed as everywhere.
///
/// # Errors
///
/// The operating system gives no threads.
#[cfg(target_os = "linux")]
pub(crate) fn runtime() -> io::Result<Handle> {
    static RUNTIME: Mutex<Option<Runtime>> = Mutex::new(None);
    let mut kept = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    let made = match kept.take() {
        Some(made) => made,
        None => RuntimeBuilder::new()
            .workers(1)
            .spare_workers(SPARE_WORKERS)
            .build()?,
    };
    Ok(kept.insert(made).handle().clone())
}

/// The number of polls of tasks from these batches that may block at a time.
#[cfg(target_os = "linux")]
const SPARE_WORKERS: usize = 4;

/// The runtime that threads which compute are within: the current one, since none of them gives way.
///
/// # Errors
///
/// None is current.
#[cfg(not(target_os = "linux"))]
pub(crate) fn runtime() -> io::Result<Handle> {
    Handle::try_current().map_err(io::Error::other)
}

/// A thread with so much more niceness has a tenth of a processor that another wants.
#[cfg(target_os = "linux")]
const MORE: i32 = 10;

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::sync::{Arc, Barrier};

    use rustix::process::getpriority_process;

    use crate::{BatchMaker, BatchQueue, BatchRules};

    /// The niceness of the thread that runs a batch, and of one that it has started.
    async fn of_a_batch(rules: BatchRules) -> (i32, i32) {
        let maker = BatchMaker::of_function(|items: Vec<()>| {
            let of_thread = || getpriority_process(None).unwrap();
            let started = std::thread::Builder::new().spawn(of_thread).unwrap();
            let started = started.join().unwrap();
            items.iter().map(|()| (of_thread(), started)).collect()
        });
        let queue = BatchQueue::start(rules, maker).await.unwrap();
        let found = queue.one(()).await.unwrap();
        queue.stop().await;
        found
    }

    #[tokio::test]
    async fn threads_that_a_batch_has_asked_for_are_not_left_to_others() {
        let rules = BatchRules {
            computes: true,
            ..BatchRules::new("asks")
        };
        let maker = BatchMaker::of_function(|items: Vec<()>| {
            let of_thread = || getpriority_process(None).unwrap();
            let asked = crate::block_on(async {
                let by_lane = crate::threads(of_thread).await.unwrap();
                let by_tokio = tokio::task::spawn_blocking(of_thread).await.unwrap();
                (by_lane, by_tokio)
            });
            items.iter().map(|()| asked).collect()
        });
        let queue = BatchQueue::start(rules, maker).await.unwrap();
        queue.one(()).await.unwrap();
        let usual = getpriority_process(None).unwrap();
        // Each has a thread of its own, and there are more of them than the batch has asked for.
        let barrier = Arc::new(Barrier::new(8));
        let of_other = |_| {
            let barrier = Arc::clone(&barrier);
            tokio::task::spawn_blocking(move || {
                barrier.wait();
                getpriority_process(None)
            })
        };
        let of_others = (0..8).map(of_other);
        for of_other in of_others.collect::<Vec<_>>() {
            assert_eq!(of_other.await.unwrap().unwrap(), usual);
        }
        queue.stop().await;
    }

    #[tokio::test]
    async fn batches_that_compute_are_nice_and_so_are_the_threads_that_they_start() {
        let usual = getpriority_process(None).unwrap();
        let nice = (usual + super::MORE).min(19);
        let computing = BatchRules {
            computes: true,
            ..BatchRules::new("computing")
        };
        assert_eq!(of_a_batch(computing).await, (nice, nice));
        let waiting = BatchRules::new("waiting");
        assert_eq!(of_a_batch(waiting).await, (usual, usual));
    }
}
