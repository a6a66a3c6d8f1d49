//! The reasons for an item without a result.

use std::fmt;
use std::time::Duration;

use crate::refused::Full;

/// The reason why an item has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unanswered {
    /// The queue is full. The item was not taken.
    Full(Full),
    /// The deadline of the caller expired.
    Deadline,
    /// The client of the request [has gone](crate::UntilGivenUp::for_client) before the item ran.
    ClientGone,
    /// The function panicked while it ran the batch.
    Panicked,
    /// The function returned a number of results that differs from the number of items.
    WrongCount,
    /// No thread can run the batch: a panic has destroyed its function, which is not loaded again yet. Retry after this time.
    NotLoaded(Duration),
    /// The application is stopping, or has stopped.
    Stopped,
    /// A batch function waits for itself, directly or through another batch function. The item was not taken.
    ///
    /// More threads do not help: if all their batches asked at a time, no thread would be left to run the items.
    AsksItself {
        /// The function that was asked.
        function: String,
        /// The function whose batch asked it.
        by: String,
    },
    /// A blocking call in an `async fn`, which would have stopped the event loop. The item was not taken.
    OnEventLoop,
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full(full) => {
                return write!(f, "the queue of the batch is full: {} wait", full.waiting);
            }
            Self::AsksItself { function, by } if function == by => {
                return write!(f, "the batch function `{function}` asks itself, and could wait for itself without end");
            }
            Self::AsksItself { function, by } => {
                return write!(
                    f,
                    "the batch function `{by}` asks `{function}`, which waits for it: they could wait for each other without end"
                );
            }
            Self::Deadline => "the batch had no result before the deadline",
            Self::ClientGone => "the client has gone, and the batch function has not run for it",
            Self::Panicked => "the batch function panicked",
            Self::WrongCount => "the batch function returned another number of results than it was given items",
            Self::NotLoaded(_) => "what the batch function needs was lost by a panic, and has not been loaded again yet",
            Self::Stopped => "the batch function has stopped",
            Self::OnEventLoop => {
                "`one_blocking` was called on the event loop, which it would stop: write `one(..).await`"
            }
        })
    }
}

impl std::error::Error for Unanswered {}
