//! `Result` as an answer: the value, or the error's own response.

use std::marker::PhantomData;

use super::{AnswerDescription, Answered, Respond};
use crate::error::Error;

/// The marker of answers that may fail.
#[derive(Debug)]
#[non_exhaustive]
pub struct ViaResult<Via>(PhantomData<Via>);

impl<T, E, Via> Respond<ViaResult<Via>> for Result<T, E>
where
    T: Respond<Via>,
    E: Into<Error> + 'static,
{
    fn describe() -> AnswerDescription {
        T::describe()
    }

    fn respond(self) -> Answered {
        match self {
            Ok(value) => value.respond(),
            Err(error) => Answered::Failed(error.into()),
        }
    }
}
