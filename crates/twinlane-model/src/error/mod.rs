//! The errors of a value, as data.

mod catalogue;
mod detail;
mod list;
mod cut;
mod display;
mod field_error;
mod json_words;
mod python_repr;

pub use detail::{ErrorDetail, Step, ValidationErrors};
pub use field_error::FieldError;
pub use list::{ErrorLimits, ErrorList};

pub(crate) use catalogue::Kind;
pub(crate) use cut::{Room, TooLarge, bounded, instead};
#[cfg(feature = "settings")]
pub(crate) use display::write_detail;
pub(crate) use json_words::in_words_of_json;
pub(crate) use list::Filled;
pub(crate) use python_repr::python_str;
pub use python_repr::repr_text;
