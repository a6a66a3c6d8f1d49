//! The types beyond Rust's own that are data types.
//!
//! Each file has the table of a scalar and the Rust types that hold it.

mod bytes;
mod datetime;
mod json;
mod moments;
mod pattern;
mod secret;
mod text;

pub use datetime::{DateTime, Time};
pub use json::JsonText;
pub use secret::Secret;
pub(crate) use text::read_text_as;
