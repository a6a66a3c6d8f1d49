//! The witness of errors that no response shows: a test client.

use std::sync::{Arc, Mutex, PoisonError};

use http::Extensions;

/// An extension of a request whose sender wants to know the application's error.
#[derive(Debug, Clone, Default)]
pub(crate) struct ErrorWitness(Arc<Mutex<Option<String>>>);

impl ErrorWitness {
    /// The text for a panic.
    pub(crate) const PANICKED: &str = "it panicked, which the log tells";

    /// The witness of a request.
    pub(crate) fn of(request: &Extensions) -> Option<&Self> {
        request.get()
    }

    /// The first error that the application failed with.
    pub(crate) fn error(&self) -> Option<String> {
        let error = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        error.clone()
    }

    /// Reports the error, if it is the first.
    pub(crate) fn tell(&self, error: impl FnOnce() -> String) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get_or_insert_with(error);
    }
}
