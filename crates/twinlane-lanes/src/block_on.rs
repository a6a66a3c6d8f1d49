//! From blocking code back to the event loop.

use std::future::Future;
use std::sync::LazyLock;

use tokio::runtime::{Handle, Runtime, RuntimeFlavor};
use tokio::task::block_in_place;

use crate::panicked::Panicked;

/// Waits for a future in code that may block: a plain `fn` in the thread lane, and functions that it calls.
///
/// The future is polled on the current thread. Its timers and I/O use the runtime of that thread, or a runtime that the process
/// keeps for this purpose if the thread has none (a thread of your own, a `main` without `async`). In an `async fn`, use `.await`
/// instead: `block_on` works there and other tasks go on, but the rest of the task waits.
///
/// ```
/// use twinlane_lanes::block_on;
///
/// assert_eq!(block_on(async { 1 + 2 }), 3);
/// ```
///
/// # Panics
///
/// When the future does; and within the `async` code of a current-thread runtime, where waiting would stop what is
/// waited for.
#[track_caller]
pub fn block_on<F: Future>(future: F) -> F::Output {
    // A batch that waits for another would keep its core from it.
    #[cfg(feature = "batches")]
    return crate::batch_cores::lend(|| wait(future));
    #[cfg(not(feature = "batches"))]
    wait(future)
}

#[track_caller]
fn wait<F: Future>(future: F) -> F::Output {
    let Ok(runtime) = Handle::try_current() else {
        return OUTSIDE.block_on(future);
    };
    if runtime.runtime_flavor() == RuntimeFlavor::MultiThread {
        // Off a worker, and where a worker has stepped out already, this does nothing.
        return block_in_place(|| runtime.block_on(future));
    }
    // There is no asking tokio whether the thread is the one that runs everything; but only there does this fail.
    assert!(
        Panicked::catch(|| block_in_place(|| ())).is_ok(),
        "`lanes::block_on` was called within the `async` code of a current-thread runtime, whose only thread it would stop: \
         use `.await`, or call it in a plain `fn` of the thread lane or `lanes::threads`"
    );
    runtime.block_on(future)
}

/// The runtime for threads that belong to none.
static OUTSIDE: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("twinlane-block-on")
        .enable_all()
        .build()
        .expect("the operating system gives a thread")
});
