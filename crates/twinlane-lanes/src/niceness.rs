//! Threads that compute give way to the event loop.

/// Lets other threads have a processor before the current one. So do the threads that it starts from now on: those of a library that it loads.
///
/// Linux alone knows a niceness of threads; elsewhere it is that of the process, and stays.
pub(crate) fn give_way() {
    // A system that refuses it is as before.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::nice(MORE);
}

/// A thread with so much more niceness has a tenth of a processor that another wants.
#[cfg(target_os = "linux")]
const MORE: i32 = 10;

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
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
