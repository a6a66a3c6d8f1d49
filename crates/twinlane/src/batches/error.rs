//! Why an item has no value.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use http::StatusCode;
use twinlane_lanes::Unanswered;

use crate::errors::{Conversion, Converted, Error, GivenUp, HttpError, InternalError, too_busy};

/// The reason why an item of a batch has no value.
///
/// `?` turns it into a [`twinlane::Error`](Error), with these responses:
///
/// | error | status |
/// | --- | --- |
/// | [`Full`](Self::Full), [`NotLoaded`](Self::NotLoaded), [`Stopped`](Self::Stopped) | 503, with `Retry-After` |
/// | [`Deadline`](Self::Deadline) | 504 |
/// | [`Panicked`](Self::Panicked), [`WrongCount`](Self::WrongCount), [`AsksItself`](Self::AsksItself), [`OnEventLoop`](Self::OnEventLoop) | 500 |
/// | [`ClientGone`](Self::ClientGone) | none: the client has disconnected |
/// | [`Item`](Self::Item) | its own |
///
/// It is a [`std::error::Error`] too, for functions that return a `Box<dyn Error + Send + Sync>` or an `anyhow::Error`. A box with it is answered
/// in the same way, and an `anyhow::Error` with it as [any other](Error#anyhow-and-boxes), with 500.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BatchError<E = Error> {
    /// Too many items wait, so this item was refused.
    Full {
        /// The number of items that wait.
        waiting: usize,
        /// Estimated delay until the queue has room, from recent batches. Sent as `Retry-After`.
        retry_after: Duration,
    },
    /// The time limit of the caller has passed.
    Deadline,
    /// The client of the calling request has disconnected before the item ran. Dependencies are undone as after
    /// [`Outcome::ClientGone`](crate::dependency::Outcome::ClientGone).
    ///
    /// Call within [`lanes::shield`](crate::lanes::shield()) if the item must run anyway.
    ClientGone,
    /// The function panicked while it ran the batch. The log has the message.
    Panicked,
    /// The function returned a different number of results than it received items. The log has both numbers.
    WrongCount,
    /// A panic has destroyed the model of the function's owner, and the model is not loaded again: the load has failed, is late, or hangs.
    NotLoaded {
        /// Estimated delay until the model is loaded. Sent as `Retry-After`.
        retry_after: Duration,
    },
    /// The application is stopping.
    Stopped,
    /// The function waits for a batch that waits for the function: it calls itself, directly or through other batch functions. The log has a line
    /// about it.
    ///
    /// This is an error even with several threads, because all their batches could wait for each other.
    AsksItself {
        /// The function that was called.
        function: String,
        /// The function whose batch called it.
        by: String,
    },
    /// A blocking call was made in an `async fn`. Use the `async` method with `.await`.
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
            Unanswered::AsksItself { function, by } => Self::AsksItself { function, by },
            Unanswered::Deadline => Self::Deadline,
            Unanswered::ClientGone => Self::ClientGone,
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
            Self::ClientGone => GivenUp::ClientGone.into(),
            Self::Panicked | Self::WrongCount | Self::AsksItself { .. } => {
                HttpError::internal().into()
            }
            Self::OnEventLoop => Error::msg(Unanswered::OnEventLoop.to_string()),
            Self::Item(error) => own(error),
        }
    }
}

impl<E: InternalError + fmt::Debug + fmt::Display + 'static> StdError for BatchError<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(
            const {
                &Conversion {
                    convert: Self::convert,
                    says: "an item of a batch function has no value",
                }
            },
        )
    }
}

impl<E: InternalError + fmt::Debug + fmt::Display + 'static> BatchError<E> {
    /// The error as `?` has it, if it is of this type.
    fn convert(error: Box<dyn StdError + Send + Sync>) -> Converted {
        let error: Box<Self> = error.downcast()?;
        Ok(error.into_error(E::into_error))
    }
}

impl<E: fmt::Display> fmt::Display for BatchError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full { waiting, .. } => {
                write!(f, "the queue of the batch is full: {waiting} wait")
            }
            Self::NotLoaded { retry_after } => Unanswered::NotLoaded(*retry_after).fmt(f),
            Self::AsksItself { function, by } => {
                let (function, by) = (function.clone(), by.clone());
                Unanswered::AsksItself { function, by }.fmt(f)
            }
            Self::Deadline => Unanswered::Deadline.fmt(f),
            Self::ClientGone => Unanswered::ClientGone.fmt(f),
            Self::Panicked => Unanswered::Panicked.fmt(f),
            Self::WrongCount => Unanswered::WrongCount.fmt(f),
            Self::Stopped => Unanswered::Stopped.fmt(f),
            Self::OnEventLoop => Unanswered::OnEventLoop.fmt(f),
            Self::Item(error) => error.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Boxed = Box<dyn StdError + Send + Sync>;

    fn status(error: &Error) -> Option<StatusCode> {
        error.downcast_ref::<HttpError>().map(HttpError::status)
    }

    /// Each way to an [`Error`].
    fn statuses<E>(error: &BatchError<E>) -> Vec<Option<StatusCode>>
    where
        E: InternalError + fmt::Debug + fmt::Display + Clone + Send + Sync + 'static,
    {
        let by_question_mark = || -> Result<(), Error> { Err(error.clone())? };
        let boxed: Boxed = Box::new(error.clone());
        let converted: Boxed = error.clone().into();
        [
            by_question_mark().unwrap_err(),
            error.clone().into_error(E::into_error),
            Error::from_boxed(boxed),
            Error::from(converted),
            InternalError::into_error(error.clone()),
        ]
        .iter()
        .map(status)
        .collect()
    }

    #[test]
    fn it_is_an_error_like_others_and_answered_with_its_status_whatever_way_it_goes() {
        let unavailable = BatchError::<HttpError>::Full {
            waiting: 3,
            retry_after: Duration::from_secs(2),
        };
        assert_eq!(
            statuses(&unavailable),
            [Some(StatusCode::SERVICE_UNAVAILABLE); 5]
        );
        let late = BatchError::<std::convert::Infallible>::Deadline;
        assert_eq!(statuses(&late), [Some(StatusCode::GATEWAY_TIMEOUT); 5]);
        let own = BatchError::Item(HttpError::new(409, "twice"));
        assert_eq!(statuses(&own), [Some(StatusCode::CONFLICT); 5]);
        let of_library = BatchError::Item("x".parse::<u8>().unwrap_err());
        assert_eq!(statuses(&of_library), [None; 5]);
        let error: Error = of_library.into();
        assert!(error.downcast_ref::<std::num::ParseIntError>().is_some());
        // The item's error need not be a `std::error::Error`.
        let nested: BatchError = BatchError::Item(HttpError::new(410, "gone").into());
        let nested: Boxed = nested.into();
        assert_eq!(status(&Error::from_boxed(nested)), Some(StatusCode::GONE));
    }

    /// As `#[error(transparent)]` of `thiserror` makes it: its source is that of what is in it.
    #[derive(Debug)]
    struct Transparent(BatchError<HttpError>);

    impl fmt::Display for Transparent {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.fmt(f)
        }
    }

    impl StdError for Transparent {
        fn source(&self) -> Option<&(dyn StdError + 'static)> {
            self.0.source()
        }
    }

    #[test]
    fn an_error_around_it_stays_what_it_is() {
        let error = Error::from(Transparent(BatchError::Deadline));
        assert!(error.downcast_ref::<Transparent>().is_some());
        let error = anyhow::Error::from(BatchError::<Error>::Deadline);
        assert_eq!(
            format!("{error:#}"),
            "the batch had no result before the deadline: an item of a batch function has no value"
        );
        assert_eq!(status(&Error::from(error)), None);
    }
}
