//! The errors of dependencies on their way to a response.

use std::sync::Arc;

use twinlane_lanes::{Label, Refused};

use crate::answer::{Answered, AnsweredKind, OwnError};
use crate::errors::{Error, GivenUp, HttpError, refused};

/// The response of a request that ends before its operation has run.
pub(super) type EarlyResponse = Box<Answered>;

/// The response, or the error that it is to be made of.
pub(crate) fn separate_error(answered: Answered) -> Result<Answered, Arc<Error>> {
    match answered.kind {
        AnsweredKind::Failed(error) => Err(Arc::new(error)),
        kind => Ok(Answered { kind, ..answered }),
    }
}

/// The error with no other owner. If a teardown has kept it, a copy of what can be told of it.
pub(crate) fn into_owned_error(error: Arc<Error>) -> Error {
    Arc::try_unwrap(error).unwrap_or_else(|kept| copy_error(&kept))
}

/// A copy of what can be told of an error.
pub(crate) fn copy_error(error: &Error) -> Error {
    match error.downcast_ref::<HttpError>() {
        Some(error) => error.clone().into(),
        None => copy_other_error(error),
    }
}

fn copy_other_error(error: &Error) -> Error {
    if let Some(reason) = error.downcast_ref::<GivenUp>() {
        (*reason).into()
    } else if let Some(error) = error.downcast_ref::<OwnError>() {
        error.clone().into()
    } else {
        Error::msg(format!("{error:?}"))
    }
}

/// The response if a lane has not run a function.
pub(super) fn refused_answer(label: Label, refusal: &Refused) -> Answered {
    Answered::failed(refused(&label.text(), refusal))
}
