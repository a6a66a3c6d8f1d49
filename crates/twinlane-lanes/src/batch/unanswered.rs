//! The reasons for an item without a result.

use std::fmt;
use std::time::Duration;

use crate::refused::Full;

/// The reason why an item has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unanswered {
    /// Too many wait already. The item was not taken.
    Full(Full),
    /// The time of the caller was over.
    Deadline,
    /// The client of the request that asked [has gone](crate::UntilGivenUp::for_client), and the item had not run.
    ClientGone,
    /// The function panicked while it ran the batch.
    Panicked,
    /// The function returned another number of results than it was given items.
    WrongCount,
    /// Nothing can run the batch: what it needs was lost by a panic, and is not there again. It may be after this time.
    NotLoaded(Duration),
    /// The application stops, or has stopped.
    Stopped,
    /// The function waits for the batch that asks it: it asks itself, or another that asks it in turn. The item was not taken.
    ///
    /// This holds with several threads too: if all their batches asked at a time, none would be left to answer.
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
