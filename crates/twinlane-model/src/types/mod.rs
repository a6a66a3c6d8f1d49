//! The types beyond Rust's own that are data types.
//!
//! Each file has the table of a scalar and the Rust types that hold it.

mod datetime;
mod moments;
mod text;

pub use datetime::{DateTime, Time};
pub(crate) use text::read_text_as;
