//! Threads that compute give way to the event loop.

#[cfg(target_os = "linux")]
use std::sync::LazyLock;

use tokio::runtime::Handle;
#[cfg(target_os = "linux")]
use tokio::runtime::{Builder, Runtime};

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
/// others are batches that compute too. The runtime has a worker of its own, which does not give way: it is made before any thread does.
///
/// # Panics
///
/// Outside a tokio runtime.
#[cfg(target_os = "linux")]
pub(crate) fn runtime() -> Handle {
    static RUNTIME: LazyLock<Option<Runtime>> = LazyLock::new(|| {
        let mut builder = Builder::new_multi_thread();
        let builder = builder.worker_threads(1).thread_name("twinlane-batches");
        builder.enable_all().build().ok()
    });
    let own = RUNTIME.as_ref().map(|runtime| runtime.handle().clone());
    own.unwrap_or_else(Handle::current)
}

/// The runtime that threads which compute are within: the current one, since none of them gives way.
///
/// # Panics
///
/// Outside a tokio runtime.
#[cfg(not(target_os = "linux"))]
pub(crate) fn runtime() -> Handle {
    Handle::current()
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
