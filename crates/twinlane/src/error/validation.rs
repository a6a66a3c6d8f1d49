use std::error::Error as StdError;
use std::fmt;

use twinlane_model::ErrorDetail;

/// Everything that is wrong with a request, on its way to becoming the 422 that lists it.
///
/// An application that words it otherwise takes it with [`App::on_error`](crate::App::on_error).
#[derive(Debug, Clone, PartialEq)]
pub struct RequestValidationError {
    errors: Vec<ErrorDetail>,
}

impl RequestValidationError {
    pub(crate) fn new(errors: Vec<ErrorDetail>) -> Self {
        Self { errors }
    }

    /// The errors, in FastAPI's order: path, query, header, cookie, body.
    pub fn errors(&self) -> &[ErrorDetail] {
        &self.errors
    }
}

impl fmt::Display for RequestValidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.errors.len();
        let plural = if count == 1 { "" } else { "s" };
        write!(f, "{count} validation error{plural}")
    }
}

impl StdError for RequestValidationError {}
