//! Options of a middleware, and what is made of them once.

use std::sync::OnceLock;

use crate::errors::Error;

/// The policy that is made of options when the application is checked; later requests only look at it.
#[derive(Debug)]
pub(crate) struct MadeOnce<P>(OnceLock<Result<P, Vec<String>>>);

impl<P> MadeOnce<P> {
    /// It, or an error: a middleware whose options are wrong answers no request, wherever it stands.
    #[inline]
    pub(crate) fn get(&self, make: impl FnOnce() -> Result<P, Vec<String>>) -> Result<&P, Error> {
        match self.0.get_or_init(make) {
            Ok(value) => Ok(value),
            Err(mistakes) => Err(Error::msg(mistakes.join("; "))),
        }
    }

    /// The mistakes in the options, a sentence each.
    pub(crate) fn mistakes(&self, make: impl FnOnce() -> Result<P, Vec<String>>) -> Vec<String> {
        match self.0.get_or_init(make) {
            Ok(_) => Vec::new(),
            Err(mistakes) => mistakes.clone(),
        }
    }
}

impl<P> Default for MadeOnce<P> {
    fn default() -> Self {
        Self(OnceLock::new())
    }
}
