//! JSON Schema (2020-12), as Pydantic and FastAPI write it.

mod definitions;
mod write;
mod rules;
mod alone;
mod title;

pub use definitions::{Definitions, NamedDefinitions};
pub use rules::rules_into_schema;
pub use title::{title_case, title_of};
pub use write::FieldMeta;

pub(crate) use alone::model_schema;
pub(crate) use write::{of_bytes, of_format};

/// Which side of the wire a schema is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a wire has two sides")]
pub enum Mode {
    /// What a client sends.
    Input,
    /// What it receives.
    Output,
}
