//! Why an item has no value.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use http::StatusCode;
use twinlane_lanes::Unanswered;

use crate::error::{Error, HttpError, InternalError, too_busy};

/// The reason why an item of a batch has no value.
///
/// `?` makes a [`twinlane::Error`](Error) of it, which is answered so:
///
/// | error | status |
/// | --- | --- |
/// | [`Full`](Self::Full), [`NotLoaded`](Self::NotLoaded), [`Stopped`](Self::Stopped) | 503, with `Retry-After` |
/// | [`Deadline`](Self::Deadline) | 504 |
/// | [`Panicked`](Self::Panicked), [`WrongCount`](Self::WrongCount), [`OnEventLoop`](Self::OnEventLoop) | 500 |
/// | [`Item`](Self::Item) | its own |
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BatchError<E = Error> {
    /// Too many items wait. This one was not taken.
    Full {
        /// The number of items that wait.
        waiting: usize,
        /// The time until there may be room, at the speed of late.
        retry_after: Duration,
    },
    /// The time of the caller was over.
    Deadline,
    /// The function panicked while it ran the batch. The log has the message.
    Panicked,
    /// The function returned another number of results than it was given items. The log has both.
    WrongCount,
    /// The model of the function's owner was lost by panics, or could not be loaded again.
    NotLoaded {
        /// The time until it is loaded again.
        retry_after: Duration,
    },
    /// The application stops.
    Stopped,
    /// A blocking call was made in an `async fn`, where `.await` is meant.
    OnEventLoop,
    /// The function returned this error for the item.
    Item(E),
}

impl<E> BatchError<E> {
    /// The result of a function, or the reason why there is none.
    pub(super) fn of<T>(answer: Result<Result<T, E>, Unanswered>) -> Result<T, Self> {
        match answer {
            Ok(result) => result.map_err(Self::Item),
            Err(unanswered) => Err(Self::unanswered(unanswered)),
        }
    }

    fn unanswered(unanswered: Unanswered) -> Self {
        match unanswered {
            Unanswered::Full(full) => Self::Full {
                waiting: full.waiting,
                retry_after: full.retry_after,
            },
            Unanswered::NotLoaded(retry_after) => Self::NotLoaded { retry_after },
            Unanswered::Deadline => Self::Deadline,
            Unanswered::WrongCount => Self::WrongCount,
            Unanswered::Stopped => Self::Stopped,
            Unanswered::OnEventLoop => Self::OnEventLoop,
            _ => Self::Panicked,
        }
    }

    /// The error as `?` has it. `own` makes it of the item's.
    fn into_error(self, own: impl FnOnce(E) -> Error) -> Error {
        match self {
            Self::Full { retry_after, .. } | Self::NotLoaded { retry_after } => {
                too_busy(retry_after).into()
            }
            Self::Stopped => too_busy(Duration::ZERO).into(),
            Self::Deadline => HttpError::from_status(StatusCode::GATEWAY_TIMEOUT).into(),
            Self::Panicked | Self::WrongCount => HttpError::internal().into(),
            Self::OnEventLoop => Error::msg(Unanswered::OnEventLoop.to_string()),
            Self::Item(error) => own(error),
        }
    }
}

impl<E: InternalError> From<BatchError<E>> for Box<dyn StdError + Send + Sync> {
    fn from(error: BatchError<E>) -> Self {
        error.into_error(E::into_error).into_boxed()
    }
}

impl<E: fmt::Display> fmt::Display for BatchError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full { waiting, .. } => {
                write!(f, "the queue of the batch is full: {waiting} wait")
            }
            Self::NotLoaded { retry_after } => Unanswered::NotLoaded(*retry_after).fmt(f),
            Self::Deadline => Unanswered::Deadline.fmt(f),
            Self::Panicked => Unanswered::Panicked.fmt(f),
            Self::WrongCount => Unanswered::WrongCount.fmt(f),
            Self::Stopped => Unanswered::Stopped.fmt(f),
            Self::OnEventLoop => Unanswered::OnEventLoop.fmt(f),
            Self::Item(error) => error.fmt(f),
        }
    }
}
