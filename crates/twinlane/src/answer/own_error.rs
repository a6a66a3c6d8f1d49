//! The response of an error that makes one itself, as the error that it is: the request has failed, and its teardowns learn that.

use std::any::type_name;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Answered, AnsweredKind, Failure};
use crate::errors::Error;

/// An error with its response. A copy shares it: one of them is answered.
#[derive(Clone)]
pub(crate) struct OwnError {
    name: &'static str,
    answered: Arc<Mutex<Option<Answered>>>,
}

/// The response of an error, which is an error also where it has a shape of its own.
pub(crate) fn error_answer<E: Failure>(error: E) -> Answered {
    let answered = error.into_answered();
    if matches!(answered.kind, AnsweredKind::Failed(_)) {
        return answered;
    }
    Answered::failed(OwnError::new(type_name::<E>(), answered))
}

impl OwnError {
    /// An error of the type of this name.
    pub(crate) fn new(name: &'static str, answered: Answered) -> Self {
        Self {
            name,
            answered: Arc::new(Mutex::new(Some(answered))),
        }
    }

    /// Its response; `None` if that was taken already, or the error is another.
    pub(crate) fn take_answer(error: &Error) -> Option<Answered> {
        let own: &Self = error.downcast_ref()?;
        let mut answered = own.answered.lock().unwrap_or_else(PoisonError::into_inner);
        answered.take()
    }
}

impl fmt::Display for OwnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the error `{}`", self.name)
    }
}

impl fmt::Debug for OwnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OwnError").field(&self.name).finish()
    }
}

impl std::error::Error for OwnError {}
