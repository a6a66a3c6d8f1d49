//! The runtime: tokio's, with spare workers and a watchdog.

use std::fmt;
use std::future::Future;
use std::io;
use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::runtime::{Builder, Handle};

use crate::activity::MOST_WORKERS;
use crate::thread_lane::ThreadLane;
use crate::watch::main_future;
use crate::watchdog::Watchdog;
use crate::worker_pool::WorkerPool;

/// Configures and builds a [`Runtime`].
#[derive(Clone, Debug)]
#[must_use = "a runtime is made by `build`"]
pub struct RuntimeBuilder {
    workers: Option<usize>,
    spare_workers: usize,
    thread_capacity: usize,
}

/// A tokio runtime with spare workers and a watchdog: a blocking `async fn` does not delay other tasks.
///
/// The [crate's documentation](crate) explains the mechanism and its limits. Dropping the runtime ends it as
/// [`shutdown`](Self::shutdown) does, within [`SHUTDOWN_TIMEOUT`](Self::SHUTDOWN_TIMEOUT).
pub struct Runtime {
    /// `None` once it is being shut down.
    tokio: Option<tokio::runtime::Runtime>,
    pool: Arc<WorkerPool>,
    watchdog: Watchdog,
}

impl RuntimeBuilder {
    /// Starts from the defaults.
    ///
    /// They are one worker per core, [40](Self::DEFAULT_SPARE_WORKERS) spare workers, and threads for lanes of a capacity of
    /// [40](ThreadLane::DEFAULT_CAPACITY).
    pub fn new() -> Self {
        Self {
            workers: None,
            spare_workers: Self::DEFAULT_SPARE_WORKERS,
            thread_capacity: ThreadLane::DEFAULT_CAPACITY,
        }
    }

    /// The default number of spare workers: 40, the default capacity of the thread lane.
    pub const DEFAULT_SPARE_WORKERS: usize = 40;

    /// Sets the number of workers that run when nothing blocks.
    ///
    /// By default, the number of cores that the process may use. At least 1.
    pub fn workers(mut self, workers: usize) -> Self {
        self.workers = Some(workers);
        self
    }

    /// Sets the number of spare workers. [40](Self::DEFAULT_SPARE_WORKERS) by default.
    ///
    /// The event loop stands still when more polls block at a time than there are workers and spare workers together. Each spare
    /// worker costs a thread, which sleeps until it is needed.
    pub fn spare_workers(mut self, spare_workers: usize) -> Self {
        self.spare_workers = spare_workers;
        self
    }

    /// Sets the largest [capacity](ThreadLane::new) of the thread lanes that the program will use.
    ///
    /// [40](ThreadLane::DEFAULT_CAPACITY) by default. The runtime then allows threads for several such lanes and for tokio's own
    /// work (files, name resolution). A thread is created when it is needed, and ends after 10 s without work.
    pub fn thread_capacity(mut self, thread_capacity: usize) -> Self {
        self.thread_capacity = thread_capacity;
        self
    }

    /// Builds and starts the runtime. It has at most 65,535 workers, spare workers included; a larger number is reduced to that.
    ///
    /// # Errors
    ///
    /// The operating system gave no thread or no event queue.
    pub fn build(self) -> io::Result<Runtime> {
        let cores = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let workers = self.workers.unwrap_or_else(cores).clamp(1, MOST_WORKERS);
        let spare_workers = self.spare_workers.min(MOST_WORKERS - workers);
        let pool = Arc::new(WorkerPool::new(workers, spare_workers));
        let tokio = Builder::new_multi_thread()
            .enable_all()
            .thread_name("twinlane")
            .worker_threads(pool.workers())
            .max_blocking_threads(
                self.thread_capacity
                    .saturating_mul(LANES)
                    .clamp(LEAST_THREADS, MOST_THREADS),
            )
            .on_thread_start(with(&pool, |pool| Arc::clone(pool).join()))
            .on_thread_park(with(&pool, |pool| pool.park()))
            .on_thread_unpark(with(&pool, |pool| pool.activity.unparked()))
            .build()?;
        pool.runtime.get_or_init(|| tokio.handle().id());
        let watchdog = Watchdog::start(Arc::clone(&pool), tokio.handle().clone())?;
        Ok(Runtime {
            tokio: Some(tokio),
            pool,
            watchdog,
        })
    }
}

impl Default for RuntimeBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl Runtime {
    /// The time limit for polls and functions that still run when a runtime is dropped: 1 s.
    pub const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(1);

    /// Runs `future` on a worker and waits for its output. A panic of the future goes on in the caller.
    ///
    /// # Panics
    ///
    /// When the future does, or when called within an asynchronous context, which must not block.
    pub fn block_on<F>(&self, future: F) -> F::Output
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let tokio = self.tokio();
        match tokio.block_on(tokio.spawn(main_future(future))) {
            Ok(output) => output,
            Err(error) => resume_unwind(error.into_panic()),
        }
    }

    /// Returns tokio's handle to the runtime.
    pub fn handle(&self) -> &Handle {
        self.tokio().handle()
    }

    /// Ends the runtime, and waits at most `timeout` for code that still runs.
    ///
    /// Every task is dropped where it waits. Polls and functions in threads that have not ended in time are left behind, and end
    /// with the process. In an asynchronous context, which must not block, this function does not wait at all.
    pub fn shutdown(mut self, timeout: Duration) {
        self.end(timeout);
    }

    /// Returns the number of times that the watchdog has woken up since the start. It does not grow while the process is idle.
    pub fn watchdog_wakeups(&self) -> usize {
        self.watchdog.wakeups()
    }

    fn tokio(&self) -> &tokio::runtime::Runtime {
        self.tokio
            .as_ref()
            .expect("only ending the runtime takes it")
    }

    fn end(&mut self, timeout: Duration) {
        let Some(tokio) = self.tokio.take() else {
            return;
        };
        if Handle::try_current().is_ok() {
            tokio.shutdown_background();
        } else {
            tokio.shutdown_timeout(timeout);
        }
        // After the workers, so that what would not end is named.
        self.watchdog.stop(&self.pool);
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        self.end(Self::SHUTDOWN_TIMEOUT);
    }
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runtime")
            .field("workers", &(self.pool.workers() - self.pool.spare_workers))
            .field("spare_workers", &self.pool.spare_workers)
            .finish_non_exhaustive()
    }
}

/// Returns the number of spare workers of the current runtime.
///
/// It is 0 outside a runtime and on other runtimes than a [`Runtime`]. A poll that blocks then delays other tasks.
pub fn spare_workers() -> usize {
    WorkerPool::with_current(|pool| pool.spare_workers).unwrap_or(0)
}

/// Returns the number of workers of the current runtime, without the spare ones: 0 if it is not a [`Runtime`].
pub fn workers() -> usize {
    WorkerPool::with_current(|pool| pool.workers() - pool.spare_workers).unwrap_or(0)
}

/// The number of lanes of the largest capacity that can be busy at once.
const LANES: usize = 8;
/// Threads are made when they are needed, and the lanes' capacities say how many that are: this is no more than a limit for what has gone
/// wrong.
const LEAST_THREADS: usize = 4096;
const MOST_THREADS: usize = 1 << 20;

/// A hook of the runtime's that gets the pool.
fn with(
    pool: &Arc<WorkerPool>,
    hook: impl Fn(&Arc<WorkerPool>) + Send + Sync + 'static,
) -> impl Fn() + Send + Sync + 'static {
    let pool = Arc::clone(pool);
    move || hook(&pool)
}
