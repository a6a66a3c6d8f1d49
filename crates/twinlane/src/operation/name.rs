//! The name of an operation in reports and in the log.

use std::fmt;

use super::OperationDescription;

/// The name of an operation in a report: `GET /items/{item_id} (shop::items::read_item)`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OperationName {
    /// The method.
    pub method: String,
    /// The whole path template.
    pub path: String,
    /// The module and name of the function.
    pub function: String,
}

impl OperationName {
    /// The name of a request to others.
    pub(crate) fn of_request(description: &OperationDescription) -> Self {
        Self {
            method: description.method.to_string(),
            path: description.path.to_owned(),
            function: format!("{}::{}", description.module, description.name),
        }
    }
}

impl fmt::Display for OperationName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({})", self.method, self.path, self.function)
    }
}
