//! JSON Schema (2020-12), as Pydantic and FastAPI write it.

mod style;
mod keywords;
mod named;
mod values;
mod definitions;
mod write;
mod rules;
mod alone;
mod title;

pub use definitions::{Definitions, NamedDefinitions};
pub use rules::rules_into_schema;
pub use title::{title_case, title_of};
pub use write::FieldMeta;

pub use crate::mode::Mode;
pub(crate) use alone::schema_alone;
pub(crate) use keywords::{of_bytes, of_encoded_bytes, of_format};
