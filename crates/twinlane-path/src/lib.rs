//! Path templates, `/items/{item_id}` or `/files/{file_path:path}`, as Starlette writes them.
//!
//! A template is parsed once, where a path operation is declared. The macros parse it when the application compiles, to point at
//! the exact character that is wrong. The route table parses it at startup. This crate has no dependencies.
//!
//! The crate also has the grammar of the [`Host`] that a request names, and the [`Scheme`] of a request. The server uses them, and so does
//! all code that writes links.
//!
//! ```
//! use twinlane_path::{Convertor, Part, PathTemplate};
//!
//! let template = PathTemplate::parse("/users/{user_id:int}/files/{file_path:path}")?;
//!
//! assert_eq!(template.names().collect::<Vec<_>>(), ["user_id", "file_path"]);
//! assert_eq!(template.format(), "/users/{user_id}/files/{file_path}");
//! assert_eq!(
//!     template.segments()[1].parts,
//!     [Part::Parameter { name: "user_id".to_owned(), convertor: Convertor::Int }]
//! );
//! # Ok::<(), twinlane_path::TemplateError>(())
//! ```
//!
//! # Layout
//!
//! - `template`: [`PathTemplate`], and the parser of the text between two slashes
//! - `convertor`: [`Convertor`], the word after the `:` in `{file_path:path}`
//! - `error`: [`TemplateError`], a mistake and its position
//! - `host`: [`Host`], the host and the port of a request
//! - `scheme`: [`Scheme`], `http` or `https`

mod template;
mod convertor;
mod error;
mod host;
mod scheme;

pub use convertor::Convertor;
pub use error::TemplateError;
pub use host::Host;
pub use scheme::Scheme;
pub use template::{Part, PathTemplate, Segment};
