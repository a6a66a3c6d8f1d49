//! The thread lane: plain functions that block.

use std::future::Future;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::busy::BusyMark;
use crate::cancel::{Token, Waits};
use crate::context::Context;
use crate::label::Holder;
use crate::panicked::Panicked;
use crate::refused::{Full, Refused};

/// Runs plain functions in threads, at most `capacity` at a time. Clones share the capacity and the queue.
///
/// The threads are those of the current tokio runtime, also of one that is not a [`Runtime`](crate::Runtime)
/// ([`spawn_blocking`](tokio::task::spawn_blocking)). Blocking clients with a runtime of their own (`reqwest::blocking`,
/// `postgres`) therefore work in them. Further calls wait in a queue, first come first served, and hold no thread while they wait.
#[derive(Clone, Debug)]
pub struct ThreadLane {
    shared: Arc<Shared>,
    /// The limit of the queue for calls through this handle. Other handles may have other limits.
    queue: usize,
}

#[derive(Debug)]
struct Shared {
    permits: Arc<Semaphore>,
    capacity: usize,
    waiting: AtomicUsize,
    /// Nanoseconds that a function usually takes: a moving average.
    usual: AtomicU64,
}

impl ThreadLane {
    /// The default capacity: 40, as in Python's `anyio` and so in `fastapi`.
    pub const DEFAULT_CAPACITY: usize = 40;

    /// Makes a lane for `capacity` functions at a time, with a queue without limit.
    ///
    /// A capacity below 1 becomes 1. A capacity above [`Semaphore::MAX_PERMITS`] becomes that number.
    pub fn new(capacity: usize) -> Self {
        let capacity = capacity.clamp(1, Semaphore::MAX_PERMITS);
        Self {
            shared: Arc::new(Shared {
                permits: Arc::new(Semaphore::new(capacity)),
                capacity,
                waiting: AtomicUsize::new(0),
                usual: AtomicU64::new(0),
            }),
            queue: usize::MAX,
        }
    }

    /// Limits the queue for calls through this handle of the lane. `0` disables waiting.
    ///
    /// When `queue` calls already wait, a further call of [`Site::run_in_thread`](crate::Site::run_in_thread) is refused.
    /// [`run`](Self::run) ignores the limit: its calls are never refused.
    #[must_use]
    pub fn with_queue(mut self, queue: usize) -> Self {
        self.queue = queue;
        self
    }

    /// Returns the number of functions that may run at a time.
    pub fn capacity(&self) -> usize {
        self.shared.capacity
    }

    /// True if the other handle belongs to the same lane: they share one capacity and one queue.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }

    /// Returns the limit of the queue for calls through this handle; `usize::MAX` by default.
    pub fn queue(&self) -> usize {
        self.queue
    }

    /// Returns the number of functions that run now. A function whose caller has gone counts until it ends.
    pub fn running(&self) -> usize {
        self.shared.capacity - self.shared.permits.available_permits()
    }

    /// Returns the number of calls that wait.
    pub fn waiting(&self) -> usize {
        self.shared.waiting.load(Ordering::Relaxed)
    }

    /// Runs `function` in a thread, and returns its result.
    ///
    /// The function runs within the current [`tracing`] span and with the [carried](crate::carry) task-locals. The call enters
    /// the queue when the future is first polled. If the future is dropped while it waits, it leaves the queue and the function
    /// does not run. If the future is dropped later, the function runs to its end and keeps its permit until then; it [can check
    /// for this](crate::check_cancelled).
    ///
    /// # Errors
    ///
    /// The function panicked, or the runtime was shut down before the function ran.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime.
    pub fn run<T, F>(
        &self,
        function: F,
    ) -> impl Future<Output = Result<T, Panicked>> + Send + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let lane = self.clone();
        async move {
            let permit = match lane.free_permit() {
                Some(permit) => permit,
                None => lane.wait_in_line().await,
            };
            let (output, _) = in_thread(permit, function).await?;
            Ok(output)
        }
    }

    /// A permit, at once or not at all. Those who wait in line come first, but for what a function in this lane waits for: that has
    /// the function's permit, or all could wait for each other.
    pub(crate) fn free_permit(&self) -> Option<LanePermit> {
        if held_permits::is_held_here(&self.shared) {
            return Some(LanePermit::new(self, None));
        }
        let permit = Arc::clone(&self.shared.permits).try_acquire_owned().ok()?;
        Some(LanePermit::new(self, Some(permit)))
    }

    /// A permit, when its turn has come. Refused if too many calls wait already.
    pub(crate) async fn permit(&self) -> Result<LanePermit, Refused> {
        if let Some(permit) = self.free_permit() {
            return Ok(permit);
        }
        let waiting = self.waiting();
        if waiting >= self.queue {
            return Err(Refused::Full(Full {
                waiting,
                retry_after: self.expected_wait(waiting),
            }));
        }
        Ok(self.wait_in_line().await)
    }

    async fn wait_in_line(&self) -> LanePermit {
        let _waiting = Waiting::new(&self.shared);
        let permit = Arc::clone(&self.shared.permits).acquire_owned().await;
        let permit = permit.expect("a lane's semaphore is never closed");
        LanePermit::new(self, Some(permit))
    }

    /// The estimated time that a new call would wait.
    fn expected_wait(&self, waiting: usize) -> Duration {
        let usual = self.shared.usual.load(Ordering::Relaxed);
        let ahead = u64::try_from(waiting / self.shared.capacity + 1).unwrap_or(u64::MAX);
        Duration::from_nanos(usual.saturating_mul(ahead))
    }
}

impl Default for ThreadLane {
    /// A lane of [`DEFAULT_CAPACITY`](Self::DEFAULT_CAPACITY).
    fn default() -> Self {
        Self::new(Self::DEFAULT_CAPACITY)
    }
}

/// A permit to run in a lane. It is free for the next when this is dropped.
#[derive(Debug)]
pub(crate) struct LanePermit {
    shared: Arc<Shared>,
    /// `None` if the permit is that of the function which waits for this one.
    _permit: Option<OwnedSemaphorePermit>,
}

impl LanePermit {
    fn new(lane: &ThreadLane, permit: Option<OwnedSemaphorePermit>) -> Self {
        Self {
            shared: Arc::clone(&lane.shared),
            _permit: permit,
        }
    }

    /// Runs the function in it, and says how long it took.
    pub(crate) fn time<T>(self, function: impl FnOnce() -> T) -> (T, Duration) {
        let begun = Instant::now();
        let output = held_permits::hold(&self.shared, function);
        let took = begun.elapsed();
        self.shared.note(took);
        (output, took)
    }
}

impl Shared {
    /// Adds a run time to the average. If two threads come at once, one of them may go unnoticed.
    fn note(&self, took: Duration) {
        let took = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        let usual = match self.usual.load(Ordering::Relaxed) {
            0 => took,
            usual => usual - usual / 8 + took / 8,
        };
        self.usual.store(usual, Ordering::Relaxed);
    }
}

/// Counts as waiting until this is dropped.
struct Waiting<'l>(&'l Shared);

impl<'l> Waiting<'l> {
    fn new(shared: &'l Shared) -> Self {
        shared.waiting.fetch_add(1, Ordering::Relaxed);
        Self(shared)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The lanes of which the current thread has a permit.
mod held_permits {
    use std::cell::RefCell;
    use std::sync::Arc;

    use super::Shared;

    thread_local! {
        static HELD: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
    }

    pub(super) fn is_held_here(lane: &Arc<Shared>) -> bool {
        HELD.with_borrow(|held| held.contains(&Arc::as_ptr(lane).addr()))
    }

    /// Calls the function as one that has a permit of the lane.
    pub(super) fn hold<T>(lane: &Arc<Shared>, function: impl FnOnce() -> T) -> T {
        let _release = Release;
        HELD.with_borrow_mut(|held| held.push(Arc::as_ptr(lane).addr()));
        function()
    }

    /// Releases the last, also when the function panics.
    struct Release;

    impl Drop for Release {
        fn drop(&mut self) {
            HELD.with_borrow_mut(Vec::pop);
        }
    }
}

/// Runs the function in a thread that has this permit, and says how long it took.
pub(crate) async fn in_thread<T, F>(
    permit: LanePermit,
    function: F,
) -> Result<(T, Duration), Panicked>
where
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    let context = Context::current();
    let token = Token::default();
    let _waits = Waits::new(&token);
    let runtime = Handle::try_current();
    let runtime = runtime.expect("a lane's threads are a tokio runtime's, and none is current: outside of one, call the function itself");
    // To make threads takes its time when many are needed at once; nobody has done anything wrong.
    let task = BusyMark::during(Some(Holder::Excused), || {
        runtime.spawn_blocking(move || {
            let function = || token.enter(|| context.enter(function));
            // Here, where the place of a panic is known.
            Panicked::catch(|| permit.time(function))
        })
    });
    task.await.unwrap_or_else(|_| {
        Err(Panicked::new(
            "the runtime was shut down before the function could run",
        ))
    })
}

/// Runs a function that blocks in a thread, and awaits its result: for an `async fn` or a task that has to block.
///
/// One lane of [40](ThreadLane::DEFAULT_CAPACITY) threads serves the whole process. Plain path operations and dependencies run in
/// the lane of their application instead.
///
/// ```
/// # let runtime = twinlane_lanes::RuntimeBuilder::new().workers(1).build()?;
/// # runtime.block_on(async {
/// let text = twinlane_lanes::threads(|| std::fs::read_to_string("Cargo.toml")).await;
/// assert!(text.unwrap().is_ok());
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
pub async fn threads<T, F>(function: F) -> Result<T, Panicked>
where
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    static LANE: LazyLock<ThreadLane> = LazyLock::new(ThreadLane::default);
    LANE.run(function).await
}
