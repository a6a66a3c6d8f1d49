//! JSON as Python sees it: the value of a document, how it is read and how it is written.

mod value;
mod any;
mod buffer;
mod encoding;
mod reader;
mod markers;
mod skipped;
mod plain_text;
mod number;
mod read;
mod scan;
mod write;
mod float;

pub use read::{JsonError, parse_python_json};
pub use value::JsonValue;
pub use write::{to_json, to_python_dumps, to_python_json};

pub(crate) use any::visit_int;
pub(crate) use buffer::why_no_json;
pub(crate) use float::python_float;
pub(crate) use markers::{CHOSEN, FOREIGN, GIVEN, MODEL};
pub(crate) use reader::read_with;
pub(crate) use skipped::Skipped;
