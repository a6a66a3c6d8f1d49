//! The errors of dependencies on their way to a response.

use std::sync::Arc;

use twinlane_lanes::{Label, Refused};

use crate::answer::{Answered, AnsweredKind};
use crate::error::{Error, HttpError};
use crate::failure;

/// What a request is answered with instead.
pub(super) type EarlyResponse = Box<Answered>;

/// An answer as its content or its error.
pub(crate) fn separate_error(answered: Answered) -> Result<Answered, Arc<Error>> {
    match answered.kind {
        AnsweredKind::Failed(error) => Err(Arc::new(error)),
        kind => Ok(Answered { kind, ..answered }),
    }
}

/// The error, alone again. A teardown that has kept it leaves what can be told of it.
pub(crate) fn into_owned_error(error: Arc<Error>) -> Error {
    Arc::try_unwrap(error).unwrap_or_else(|kept| copy_error(&kept))
}

/// What can be told of an error twice.
pub(super) fn copy_error(error: &Error) -> Error {
    match error.downcast_ref::<HttpError>() {
        None if error.downcast_ref::<failure::Gone>().is_some() => failure::Gone.into(),
        Some(error) => error.clone().into(),
        None => Error::msg(format!("{error:?}")),
    }
}

pub(super) fn refused_answer(label: Label, refused: &Refused) -> Answered {
    Answered::failed(failure::refused(&label.text(), refused))
}
