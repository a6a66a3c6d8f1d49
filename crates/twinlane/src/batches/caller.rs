//! A batch function as its callers have it.

use std::fmt;
use std::time::Duration;

use twinlane_lanes::{BatchMaker, BatchQueue, BatchRules, BatchUsage};

use super::error::BatchError;
use crate::errors::{Error, Result};

/// A running batch function: items of type `I` go in, and each gets a value of type `T` or an error of type `E`.
///
/// A [`Batch<embed>`](super::Batch) dereferences to this type. Clones are the same function.
pub struct BatchOf<I, T, E = Error> {
    pub(super) queue: BatchQueue<I, Result<T, E>>,
}

impl<I, T, E> BatchOf<I, T, E>
where
    I: Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    /// Starts a function directly, with the usual rules: for tests, and as the replacement of a batch function in
    /// [`override_dependency_with`](crate::App::override_dependency_with).
    ///
    /// ```
    /// use twinlane::batch::BatchOf;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), twinlane::Error> {
    /// let lengths: BatchOf<String, usize> =
    ///     BatchOf::start(|texts: Vec<String>| texts.iter().map(|text| Ok(text.len())).collect()).await?;
    /// assert_eq!(lengths.one("four".to_owned()).await?, 4);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The operating system cannot create a thread.
    ///
    /// # Panics
    ///
    /// If called outside a tokio runtime.
    pub async fn start(
        function: impl Fn(Vec<I>) -> Vec<Result<T, E>> + Send + Sync + 'static,
    ) -> Result<Self> {
        let rules = BatchRules::new("a batch by hand");
        let started = BatchQueue::start(rules, BatchMaker::of_function(function)).await;
        let queue = started.map_err(Error::from_boxed)?;
        Ok(Self { queue })
    }
}

impl<I, T, E> BatchOf<I, T, E> {
    /// Returns the value of one item. The item does not run if this future is dropped, or the client of the request disconnects, before its batch
    /// starts.
    ///
    /// # Errors
    ///
    /// The item's own error, or the reason why the item has not run.
    pub async fn one(&self, item: I) -> Result<T, BatchError<E>> {
        BatchError::of(self.queue.one(item).await)
    }

    /// Returns the results of many items, in their order. They need not run in one batch, and a batch may contain items of other callers.
    ///
    /// `collect` turns them into one result: `embed.many(texts).await.into_iter().collect::<Result<Vec<_>, _>>()?`.
    pub async fn many(&self, items: impl IntoIterator<Item = I>) -> Vec<Result<T, BatchError<E>>> {
        let answers = self.queue.many(items.into_iter().collect()).await;
        answers.into_iter().map(BatchError::of).collect()
    }

    /// Returns the value of one item, for a plain `fn`. Its thread waits for the value.
    ///
    /// # Errors
    ///
    /// The item's own error, or the reason why the item has not run; [`OnEventLoop`](BatchError::OnEventLoop) in an `async fn`.
    pub fn one_blocking(&self, item: I) -> Result<T, BatchError<E>> {
        BatchError::of(self.queue.one_blocking(item))
    }

    /// Returns the results of many items, for a plain `fn`. Its thread waits for the results.
    pub fn many_blocking(
        &self,
        items: impl IntoIterator<Item = I>,
    ) -> Vec<Result<T, BatchError<E>>> {
        let answers = self.queue.many_blocking(items.into_iter().collect());
        answers.into_iter().map(BatchError::of).collect()
    }

    /// The same function with a time limit for each call: `embed.within(Duration::from_secs(1)).one(text).await`.
    #[must_use]
    pub fn within(&self, deadline: Duration) -> Self {
        Self {
            queue: self.queue.within(deadline),
        }
    }

    /// The number and the cost of its batches since the start.
    pub fn usage(&self) -> BatchUsage {
        self.queue.usage()
    }
}

impl<I, T, E> Clone for BatchOf<I, T, E> {
    fn clone(&self) -> Self {
        Self {
            queue: self.queue.clone(),
        }
    }
}

impl<I, T, E> fmt::Debug for BatchOf<I, T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BatchOf").field(&self.queue).finish()
    }
}
