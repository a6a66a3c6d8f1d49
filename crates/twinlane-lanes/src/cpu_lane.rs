//! The cpu lane: plain functions that compute.

use std::num::NonZeroUsize;
use std::sync::LazyLock;
use std::thread;

use crate::panicked::Panicked;
use crate::thread_lane::ThreadLane;

/// One for the process, for its cores are shared by all that is in it.
static LANE: LazyLock<ThreadLane> = LazyLock::new(|| {
    let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    ThreadLane::new(cores)
});

/// Returns the number of functions that may compute at a time: the number of cores that the process may use at the first call.
pub fn cpu_capacity() -> usize {
    LANE.capacity()
}

/// Runs `function` in a thread of the cpu lane, for work that keeps a processor busy.
///
/// At most one function per core runs at a time. Further calls wait in a queue, first come first served, and hold no thread. If a
/// function in this lane calls the lane and waits, the inner call uses the permit of the outer function.
///
/// ```
/// # let runtime = twinlane_lanes::RuntimeBuilder::new().build()?;
/// # runtime.block_on(async {
/// let sum = twinlane_lanes::cpu(|| (1..=1_000_u64).sum::<u64>()).await;
/// assert_eq!(sum, Ok(500_500));
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
///
/// The function panicked, or the runtime was shut down before the function ran.
///
/// # Panics
///
/// Outside a tokio runtime.
pub async fn cpu<T, F>(function: F) -> Result<T, Panicked>
where
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    LANE.run(function).await
}
