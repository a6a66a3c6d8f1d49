//! What is wrong with a value, as data.

mod catalogue;
mod detail;
mod display;
mod python_repr;

pub use detail::{ErrorDetail, Step, ValidationErrors};

pub(crate) use catalogue::Kind;
pub(crate) use python_repr::repr_text;
