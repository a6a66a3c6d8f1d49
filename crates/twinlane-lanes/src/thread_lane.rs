//! The thread lane: plain functions that block.

use std::future::Future;
use std::sync::{Arc, LazyLock};

use tokio::sync::Semaphore;
use tracing::Span;

use crate::panicked::Panicked;

/// Runs plain functions in threads, at most `capacity` at a time. Clones share the capacity.
///
/// The threads are those of the current tokio runtime, whichever that is
/// ([`spawn_blocking`](tokio::task::spawn_blocking)), so that blocking clients that have a runtime of their own
/// (`reqwest::blocking`, `postgres`) work in them. What does not fit waits in line, first come first served, and
/// holds no thread while it does.
#[derive(Clone, Debug)]
pub struct ThreadLane {
    places: Arc<Semaphore>,
    capacity: usize,
}

impl ThreadLane {
    /// 40: what Python's `anyio` allows, and so `fastapi`.
    pub const DEFAULT_CAPACITY: usize = 40;

    /// A lane for this many functions at a time.
    ///
    /// It is at least 1 and at most [`Semaphore::MAX_PERMITS`]; what is outside is moved to the nearest of the two.
    pub fn new(capacity: usize) -> Self {
        let capacity = capacity.clamp(1, Semaphore::MAX_PERMITS);
        Self {
            places: Arc::new(Semaphore::new(capacity)),
            capacity,
        }
    }

    /// How many functions may run at a time.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// How many run now. One whose caller has gone runs on and counts until it ends.
    pub fn running(&self) -> usize {
        self.capacity - self.places.available_permits()
    }

    /// Runs `function` in a thread, within the current [`tracing`] span.
    ///
    /// It takes its place in line when the future is first polled. A future that is dropped while it waits leaves the
    /// line, and the function is not run; dropped later, the function runs to its end and keeps its place until then.
    ///
    /// # Errors
    ///
    /// The function panicked, or the runtime was shut down before its turn.
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
        let places = Arc::clone(&self.places);
        async move {
            let place = places
                .acquire_owned()
                .await
                .expect("a lane's semaphore is never closed");
            let span = Span::current();
            let task = tokio::task::spawn_blocking(move || {
                let _place = place;
                if span.is_disabled() {
                    function()
                } else {
                    span.in_scope(function)
                }
            });
            task.await.map_err(|error| match error.try_into_panic() {
                Ok(payload) => Panicked::from_payload(&*payload),
                Err(_) => Panicked::new("the runtime was shut down before the function could run"),
            })
        }
    }
}

impl Default for ThreadLane {
    /// A lane of [`DEFAULT_CAPACITY`](Self::DEFAULT_CAPACITY).
    fn default() -> Self {
        Self::new(Self::DEFAULT_CAPACITY)
    }
}

/// Runs `function` in the process's own lane of [40](ThreadLane::DEFAULT_CAPACITY), for use outside an application.
///
/// # Errors
///
/// The function panicked, or the runtime was shut down before its turn.
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
