//! The side of a batch function that its callers use.

use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::figures::BatchUsage;
use super::keys::BatchKey;
use super::pending::Pending;
use super::rules::BatchRules;
use super::shared::{Keyed, Shared};
use super::threads::{self, BatchMaker, LoadError};
use super::unanswered::Unanswered;
use crate::block_on::block_on;
use crate::run_to_end::client_has_gone;
use crate::step_out;
use crate::sync::{now_of_tokio, timeout_at};

/// The result of an item, or the reason why it has none.
pub type Answer<O> = Result<O, Unanswered>;

/// A running batch function: callers put items in, and wait for their results. Clones are the same queue.
///
/// ```
/// use twinlane_lanes::{BatchMaker, BatchQueue, BatchRules, RuntimeBuilder};
///
/// let runtime = RuntimeBuilder::new().workers(1).build()?;
/// runtime.block_on(async {
///     let lengths = BatchMaker::of_function(|texts: Vec<&str>| texts.into_iter().map(str::len).collect());
///     let queue = BatchQueue::start(BatchRules::new("lengths"), lengths).await.unwrap();
///     assert_eq!(queue.one("four").await, Ok(4));
///     assert_eq!(queue.many(vec!["a", "bc"]).await, [Ok(1), Ok(2)]);
///     queue.stop().await;
/// });
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct BatchQueue<I, O> {
    handle: Arc<Handle<I, O>>,
    deadline: Option<Duration>,
}

/// Ends the threads when nobody can ask any more.
struct Handle<I, O>(Arc<Shared<I, O>>);

impl<I: Send + 'static, O: Send + 'static> BatchQueue<I, O> {
    /// Starts the threads, and waits until each has loaded its function.
    ///
    /// # Errors
    ///
    /// The function of a thread could not be loaded, or the operating system gives no thread. No thread is left running.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime.
    pub async fn start(rules: BatchRules, maker: BatchMaker<I, O>) -> Result<Self, LoadError> {
        Self::start_shared(Shared::new(rules), maker).await
    }

    /// Like [`start`](Self::start), but only items with equal keys share a batch.
    ///
    /// # Errors
    ///
    /// The errors of [`start`](Self::start).
    pub async fn start_with_key<K: BatchKey>(
        rules: BatchRules,
        key: impl Fn(&I) -> K + Send + Sync + 'static,
        maker: BatchMaker<I, O>,
    ) -> Result<Self, LoadError> {
        Self::start_shared(Shared::new(rules).with_key(key), maker).await
    }

    async fn start_shared(
        shared: Shared<I, O>,
        maker: BatchMaker<I, O>,
    ) -> Result<Self, LoadError> {
        let shared = Arc::new(shared);
        // If it is dropped, by an error too, the threads end.
        let queue = Self::of(&shared);
        threads::start(&shared, maker).await?;
        Ok(queue)
    }
}

impl<I, O> BatchQueue<I, O> {
    /// The face of threads that others start.
    pub(super) fn of(shared: &Arc<Shared<I, O>>) -> Self {
        Self {
            handle: Arc::new(Handle(Arc::clone(shared))),
            deadline: shared.rules.deadline,
        }
    }

    fn shared(&self) -> &Shared<I, O> {
        &self.handle.0
    }

    /// Returns a handle to the same queue with another deadline.
    ///
    /// Callers through this handle get [`Deadline`](Unanswered::Deadline) after this time.
    #[must_use]
    pub fn within(&self, deadline: Duration) -> Self {
        Self {
            handle: Arc::clone(&self.handle),
            deadline: Some(deadline),
        }
    }

    /// Returns the result of one item.
    ///
    /// The item is left out if this future is dropped before the item runs, or if the client of the request [has
    /// gone](crate::UntilGivenUp::for_client) by then.
    ///
    /// # Errors
    ///
    /// The reason why the item has no result.
    pub async fn one(&self, item: I) -> Answer<O> {
        if client_has_gone() {
            return Err(Unanswered::ClientGone);
        }
        let latest = self.latest();
        let pending = self.push_one(item)?;
        self.answer(pending, latest).await
    }

    /// Returns the results of many items, in their order. They need not run in one batch.
    ///
    /// At most as many of them wait at a time as keep all threads busy, and at most half of the queue, so that other callers have
    /// room. If none of them waits and the queue has no room for the next one, all that are left get the same error.
    pub async fn many(&self, items: Vec<I>) -> Vec<Answer<O>> {
        let latest = self.latest();
        let rules = &self.shared().rules;
        let busy = rules.max_size.saturating_mul(rules.threads).max(1);
        // Half of the queue stays for others, however many threads there are.
        let most = busy.saturating_mul(2).min((rules.queue / 2).max(1));
        let mut answers = Vec::with_capacity(items.len());
        let mut items = items.into_iter();
        // The items that are about to be pushed, with their keys.
        let mut keyed: std::vec::IntoIter<Keyed<I>> = Vec::new().into_iter();
        let mut inside = VecDeque::new();
        loop {
            let mut pushed = Ok(());
            let too_late = too_late(latest);
            let room = most.saturating_sub(inside.len());
            if keyed.len() == 0 && too_late.is_none() {
                let next = items.by_ref().take(room);
                let next: Vec<Keyed<I>> = next.map(|item| self.shared().keyed(item)).collect();
                keyed = next.into_iter();
            }
            if keyed.len() > 0 && room > 0 && too_late.is_none() {
                let receive = &mut |pending| inside.push_back(pending);
                pushed = self.shared().push(&mut keyed, room, receive);
            }
            match (inside.pop_front(), pushed) {
                (Some(pending), _) => answers.push(self.answer(pending, latest).await),
                // Nothing of these is inside, so that nothing makes room for them.
                (None, Err(unanswered)) => {
                    let left = keyed.len() + items.len();
                    self.shared().note_refused(left, &unanswered);
                    answers.extend((0..left).map(|_| Err(unanswered.clone())));
                    return answers;
                }
                (None, Ok(())) => {
                    let left = keyed.len() + items.len();
                    // None are left, but where it is too late for them.
                    if let Some(unanswered) = too_late {
                        self.shared().note_late(left, &unanswered);
                        answers.extend((0..left).map(|_| Err(unanswered.clone())));
                    }
                    return answers;
                }
            }
        }
    }

    /// Returns the result of one item, for code that may block.
    ///
    /// Such code is a plain `fn` in the thread lane or the cpu lane, or another batch function.
    ///
    /// # Errors
    ///
    /// The reason why the item has no result. On the event loop it is [`OnEventLoop`](Unanswered::OnEventLoop): call
    /// [`one`](Self::one) there.
    pub fn one_blocking(&self, item: I) -> Answer<O> {
        if step_out::is_on_event_loop() {
            return Err(Unanswered::OnEventLoop);
        }
        block_on(self.one(item))
    }

    /// Returns the results of many items, in their order, for [code that may block](Self::one_blocking).
    pub fn many_blocking(&self, items: Vec<I>) -> Vec<Answer<O>> {
        if step_out::is_on_event_loop() {
            return items.iter().map(|_| Err(Unanswered::OnEventLoop)).collect();
        }
        block_on(self.many(items))
    }

    fn push_one(&self, item: I) -> Answer<Pending<'_, I, O>> {
        let mut item = std::iter::once(self.shared().keyed(item));
        let mut pushed = Err(Unanswered::Stopped);
        let receive = &mut |pending| pushed = Ok(pending);
        let push = self.shared().push(&mut item, 1, receive);
        push.inspect_err(|unanswered| self.shared().note_refused(1, unanswered))?;
        pushed
    }

    fn latest(&self) -> Option<Instant> {
        let deadline = self.deadline?;
        now_of_tokio().checked_add(deadline)
    }

    /// Waits for a result, at the longest until then.
    async fn answer(&self, pending: Pending<'_, I, O>, latest: Option<Instant>) -> Answer<O> {
        let Some(latest) = latest else {
            return pending.await;
        };
        let answer = timeout_at(latest, pending).await;
        answer.unwrap_or_else(|_| {
            self.shared().note_late(1, &Unanswered::Deadline);
            Err(Unanswered::Deadline)
        })
    }

    /// Returns the cost of the batches.
    pub fn usage(&self) -> BatchUsage {
        self.shared().usage()
    }

    /// Returns the rules of the batch function.
    pub fn rules(&self) -> &BatchRules {
        &self.shared().rules
    }

    /// Takes no more items, and runs the items that wait. The future is ready when all threads have ended.
    ///
    /// If the future is dropped before, callers that still wait get [`Stopped`](Unanswered::Stopped). A running function cannot
    /// be ended from outside: its thread ends after it.
    pub fn stop(&self) -> impl Future<Output = ()> + Send + 'static + use<I, O>
    where
        I: Send + 'static,
        O: Send + 'static,
    {
        let stopping = Stopping(Arc::clone(&self.handle.0));
        async move {
            stopping.0.begin_stop();
            stopping.0.all_ended().await;
        }
    }
}

/// The reason why no more items of a caller are taken, if that is one of time.
fn too_late(latest: Option<Instant>) -> Option<Unanswered> {
    if client_has_gone() {
        Some(Unanswered::ClientGone)
    } else if latest.is_some_and(|latest| latest <= now_of_tokio()) {
        Some(Unanswered::Deadline)
    } else {
        None
    }
}

/// Tells those who still wait when it is dropped.
struct Stopping<I, O>(Arc<Shared<I, O>>);

impl<I, O> Drop for Stopping<I, O> {
    fn drop(&mut self) {
        self.0.give_up();
    }
}

impl<I, O> Drop for Handle<I, O> {
    fn drop(&mut self) {
        self.0.begin_stop();
    }
}

impl<I, O> Clone for BatchQueue<I, O> {
    fn clone(&self) -> Self {
        Self {
            handle: Arc::clone(&self.handle),
            deadline: self.deadline,
        }
    }
}

impl<I, O> fmt::Debug for BatchQueue<I, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchQueue")
            .field("rules", &self.shared().rules)
            .finish_non_exhaustive()
    }
}
