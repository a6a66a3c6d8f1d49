//! The error of a check written by hand.

use super::ErrorDetail;
use crate::{JsonValue, Step};

/// The error of a check written by hand.
///
/// ```
/// use twinlane_model::{FieldError, DataTypeExt, model};
///
/// #[model]
/// struct Guest {
///     #[field(check = is_even)]
///     seats: u32,
/// }
///
/// fn is_even(seats: &u32) -> Result<(), FieldError> {
///     if seats % 2 == 0 { Ok(()) } else { Err(FieldError::value("guests come in pairs")) }
/// }
///
/// let errors = Guest::from_json(r#"{"seats": 3}"#).err().expect("3 is odd");
/// assert_eq!(errors.errors()[0].msg, "Value error, guests come in pairs");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct FieldError {
    kind: &'static str,
    message: String,
    ctx: Vec<(&'static str, JsonValue)>,
}

impl FieldError {
    /// The value is wrong: Pydantic's `value_error`, as if a validator raised `ValueError`.
    pub fn value(reason: impl std::fmt::Display) -> Self {
        Self::prefixed("value_error", "Value error", &reason)
    }

    /// A required condition does not hold: Pydantic's `assertion_error`, as if an `assert` in a validator failed.
    pub fn assertion(reason: impl std::fmt::Display) -> Self {
        Self::prefixed("assertion_error", "Assertion failed", &reason)
    }

    /// An error of a kind of your own, as Pydantic's `PydanticCustomError`.
    pub fn custom(kind: &'static str, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            ctx: Vec::new(),
        }
    }

    /// Adds a fact to the error's `ctx`.
    #[must_use]
    pub fn with(mut self, name: &'static str, fact: impl Into<JsonValue>) -> Self {
        self.ctx.push((name, fact.into()));
        self
    }

    /// FastAPI cannot write the exception that is the context of these, and writes `{}`.
    fn prefixed(kind: &'static str, prefix: &str, reason: &dyn std::fmt::Display) -> Self {
        Self {
            kind,
            message: format!("{prefix}, {reason}"),
            ctx: vec![("error", JsonValue::from(indexmap::IndexMap::new()))],
        }
    }

    pub(crate) fn into_detail(self, loc: Vec<Step>, input: JsonValue) -> ErrorDetail {
        ErrorDetail {
            kind: self.kind,
            loc,
            msg: self.message,
            input,
            ctx: self.ctx,
        }
    }
}

impl std::fmt::Display for FieldError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for FieldError {}
