//! What is wrong with a value, as data.

mod catalogue;
mod detail;
mod display;
mod field_error;
mod python_repr;

pub use detail::{ErrorDetail, Step, ValidationErrors};
pub use field_error::FieldError;

pub(crate) use catalogue::Kind;
pub(crate) use python_repr::{python_str, repr_text};
