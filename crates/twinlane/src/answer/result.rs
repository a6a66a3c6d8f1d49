//! `Result` as an answer: the value, or the error's own response.

use std::marker::PhantomData;

use super::{AnswerDescription, Answered, ErrorDescription, Respond};
use crate::error::Error;

/// The marker of answers that may fail.
#[derive(Debug)]
#[non_exhaustive]
pub struct ViaResult<Via>(PhantomData<Via>);

/// An error that a path operation can fail with.
///
/// Every [`std::error::Error`] is one: an [`HttpError`](crate::HttpError) is answered with its own status, any other
/// with 500. `#[derive(ApiError)]` makes one whose statuses the document knows.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of a path operation",
    label = "not an error",
    note = "derive `ApiError` for it, implement `std::error::Error`, or return `twinlane::Result`"
)]
pub trait Failure: Sized + 'static {
    /// What the document says of it.
    fn describe() -> Vec<ErrorDescription> {
        Vec::new()
    }

    /// The answer: [`Answered::failed`], or one of another shape.
    fn into_answered(self) -> Answered;
}

impl<E: std::error::Error + Send + Sync + 'static> Failure for E {
    fn into_answered(self) -> Answered {
        Answered::failed(self)
    }
}

impl Failure for Error {
    fn into_answered(self) -> Answered {
        Answered::failed(self)
    }
}

impl<T, E, Via> Respond<ViaResult<Via>> for Result<T, E>
where
    T: Respond<Via>,
    E: Failure,
{
    fn describe() -> AnswerDescription {
        T::describe().or_errors(E::describe())
    }

    fn respond(self) -> Answered {
        match self {
            Ok(value) => value.respond(),
            Err(error) => error.into_answered(),
        }
    }
}
