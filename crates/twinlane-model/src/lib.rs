//! Data that is read, checked, coerced, written and described the way Pydantic does it in a FastAPI application.
//!
//! The usual value is valid, so reading has two passes. The *fast pass* is a straight `serde_json` parse into the
//! type plus its rules. Only where that fails does the *slow pass* run: it reads the document as Python's
//! `json.loads` does, walks it along the type's [`Shape`], coerces as Pydantic's lax mode does and collects every
//! error with its location. What the fast pass accepts, the slow pass accepts with the same value.
//!
//! # Layout
//!
//! - [`shape`]: what a type is, as tables; [`DataType`] and [`Model`]: the traits of a type that has them
//! - `builtin`: the types of Rust that are data types
//! - `validation`: the two passes
//! - `json`: the value of a JSON document, reading it and writing it as Python does
//! - `error`: what was wrong, and the catalogue of all kinds of errors
//! - `schema`: JSON Schema as Pydantic and FastAPI write it

#![allow(
    clippy::doc_markdown,
    reason = "FastAPI and OpenAPI are names, not code"
)]

pub mod shape;
mod data_type;
mod model;
mod builtin;
mod validation;
mod json;
mod error;
mod schema;
#[doc(hidden)]
pub mod __private;

pub use data_type::DataType;
pub use error::{ErrorDetail, Step, ValidationErrors};
pub use json::{JsonError, JsonValue, parse_python_json, to_json, to_python_json};
pub use model::Model;
pub use schema::{Definitions, FieldMeta, Mode, NamedDefinitions, rules_into_schema, title_of};
pub use shape::{EnumShape, FieldShape, IntWidth, Measure, ModelShape, Number, Rules, Shape};
pub use validation::{read_json, read_text, read_texts, read_value};
