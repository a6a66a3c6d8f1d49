//! Tasks that end together.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::context::in_context;
use crate::cpu_lane::cpu;
use crate::panicked::{Panicked, catch_panic};
use crate::thread_lane::threads;
use crate::watch::{make_stealable, watch};

/// Runs `body` with a group of tasks that all end before this function returns: Python's task group, or nursery.
///
/// After `body` has returned, the remaining tasks are awaited. If this future is dropped (the request is
/// [cancelled](crate::until_given_up), a timeout has expired), the tasks are dropped at their next `.await`, and functions in
/// threads [can check for this](crate::check_cancelled). So no task outlives the request that started it.
///
/// ```
/// # use twinlane_lanes::{RuntimeBuilder, group};
/// # async fn price(item: u32) -> u32 { item * 10 }
/// # let runtime = RuntimeBuilder::new().workers(1).build()?;
/// # runtime.block_on(async {
/// let total = group(|group| async move {
///     let prices: Vec<_> = (1..=3).map(|item| group.spawn(price(item))).collect();
///     let rate = group.threads(|| 2); // a blocking call
///     let mut total = 0;
///     for price in prices {
///         total += price.await?;
///     }
///     Ok(total * rate.await?)
/// });
/// assert_eq!(total.await.and_then(|total| total), Ok::<u32, twinlane_lanes::Panicked>(120));
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
///
/// A task panicked and nobody awaited it. All others have ended by then.
///
/// # Panics
///
/// When `body` does; its tasks are dropped.
pub async fn group<F, B>(body: F) -> Result<B::Output, Panicked>
where
    F: FnOnce(Group) -> B,
    B: Future,
{
    let group = Group {
        tasks: Arc::default(),
    };
    let _ends = Ends(group.clone());
    let output = body(group.clone()).await;
    match group.ended().await {
        None => Ok(output),
        Some(panicked) => Err(panicked),
    }
}

/// The tasks of one [`group()`]. Clones are the same group, so that a task can start more tasks.
#[derive(Clone)]
pub struct Group {
    tasks: Arc<Mutex<Tasks>>,
}

#[derive(Default)]
struct Tasks {
    set: JoinSet<Option<Unnoticed>>,
    /// A panic of a task that has been taken out of the set already.
    unnoticed: Vec<Unnoticed>,
    /// True if the group has ended: nothing begins any more.
    ended: bool,
}

/// A panic, and whether somebody has been told of it.
struct Unnoticed {
    panicked: Panicked,
    told: Arc<AtomicBool>,
}

/// A task of a [`Group`]. Awaiting it returns its output, or its panic as an error. Dropping it does not end the task.
#[derive(Debug)]
#[must_use = "a task's output is lost, and its panic ends the group with an error, unless it is awaited"]
pub struct Task<T> {
    output: oneshot::Receiver<Result<T, Panicked>>,
    told: Arc<AtomicBool>,
}

impl Group {
    /// Starts a task on the event loop, watched by the watchdog.
    pub fn spawn<F>(&self, future: F) -> Task<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.begin(catch_panic(in_context(future)))
    }

    /// Runs a function that may block, [in a thread](crate::threads).
    pub fn threads<T, F>(&self, function: F) -> Task<T>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        self.begin(in_context(threads(function)))
    }

    /// Runs a function that computes, [on a core](crate::cpu).
    pub fn cpu<T, F>(&self, function: F) -> Task<T>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        self.begin(in_context(cpu(function)))
    }

    /// Cancels all tasks that have started: they are dropped where they wait.
    pub fn cancel(&self) {
        self.lock(|tasks| tasks.set.abort_all());
    }

    fn begin<T: Send + 'static>(
        &self,
        future: impl Future<Output = Result<T, Panicked>> + Send + 'static,
    ) -> Task<T> {
        let (sender, output) = oneshot::channel();
        let told = Arc::new(AtomicBool::new(false));
        let tell = Arc::clone(&told);
        let task = async move {
            let ended = future.await;
            let panicked = ended.as_ref().err().cloned();
            // Nobody may wait for it.
            let _ = sender.send(ended);
            panicked.map(|panicked| Unnoticed {
                panicked,
                told: tell,
            })
        };
        self.lock(|tasks| {
            if !tasks.ended {
                tasks.take_ended();
                tasks.set.spawn(watch(task));
                make_stealable();
            }
        });
        Task { output, told }
    }

    /// Waits until all have ended. A panic that nobody has been told of, if there was one.
    async fn ended(&self) -> Option<Panicked> {
        poll_fn(|cx| self.lock(|tasks| tasks.poll_ended(cx))).await;
        self.lock(|tasks| {
            let mut unnoticed = tasks.unnoticed.drain(..);
            let unnoticed = unnoticed.find(|panic| !panic.told.load(Ordering::Relaxed));
            unnoticed.map(|panic| panic.panicked)
        })
    }

    fn lock<T>(&self, read: impl FnOnce(&mut Tasks) -> T) -> T {
        read(&mut self.tasks.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Tasks {
    fn poll_ended(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        while let Some(ended) = ready!(self.set.poll_join_next(cx)) {
            self.unnoticed.extend(ended.ok().flatten());
        }
        self.ended = true;
        Poll::Ready(())
    }

    /// Keeps the set as small as the number of tasks that run.
    fn take_ended(&mut self) {
        while let Some(ended) = self.set.try_join_next() {
            self.unnoticed.extend(ended.ok().flatten());
        }
    }
}

impl<T> Future for Task<T> {
    type Output = Result<T, Panicked>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let output = ready!(Pin::new(&mut self.output).poll(cx));
        self.told.store(true, Ordering::Relaxed);
        Poll::Ready(match output {
            Ok(output) => output,
            Err(_) => Err(Panicked::new("the group ended before the task could")),
        })
    }
}

/// Ends the tasks of a group that is dropped.
struct Ends(Group);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.lock(|tasks| {
            tasks.ended = true;
            tasks.set.abort_all();
        });
    }
}

impl fmt::Debug for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tasks = self.lock(|tasks| tasks.set.len());
        f.debug_struct("Group").field("tasks", &tasks).finish()
    }
}
