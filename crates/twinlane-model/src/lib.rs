//! Data that is read, checked, coerced, written and described the way Pydantic does it in a FastAPI application.
//!
//! Most values are valid, so reading has two passes. The *fast pass* reads the text straight into the type and checks the rules;
//! its reader expects the fields in the order of their declaration. If the fast pass fails, the *slow pass* runs. It reads the
//! document as Python's `json.loads` does, walks it along the type's [`Shape`], coerces values as Pydantic's lax mode does, and
//! collects every error with its location. The slow pass accepts everything that the fast pass accepts, with the same value.
//!
//! # Layout
//!
//! - [`shape`]: the description of types, as tables; [`DataType`] and [`Model`]: the traits of described types; [`DataTypeExt`]: their use by hand
//! - `builtin`, `types`: the data types of Rust's library and of other crates
//! - `database`: the types as columns of a database
//! - `spelling`: the texts that Pydantic accepts for numbers, moments and similar types
//! - `validation`: the two passes; `coerced`, `refusal`: the results of the slow pass; `stack`: its limits
//! - `json`: the value of a JSON document; reading and writing it as Python does
//! - `value`: [`json!`], and FastAPI's encoder for values without a type
//! - `error`: the errors of a value, and the catalogue of all kinds of errors
//! - `given`, `fields_set`: the fields of a model that the input gave
//! - `selection`: the fields of a value that are written
//! - `settings`: models of the environment's variables
//! - `schema`: JSON Schema as Pydantic and FastAPI write it

#![cfg_attr(docsrs, feature(doc_cfg))]
#![allow(
    clippy::doc_markdown,
    reason = "FastAPI and OpenAPI are names, not code"
)]

#[doc(hidden)]
pub mod shape;
mod measure;
mod data_type;
mod data_type_ext;
mod document;
mod model;
mod pairs;
mod change;
mod partial;
mod given;
mod builtin;
pub mod types;
#[cfg(any(feature = "diesel", feature = "sqlx"))]
mod database;
mod spelling;
mod validation;
mod fields_set;
mod coerced;
mod refusal;
mod stack;
mod json;
mod value;
mod error;
mod selection;
mod schema;
mod mode;
#[cfg(feature = "settings")]
pub mod settings;
#[doc(hidden)]
pub mod __private;

pub use change::ChangeError;
pub use data_type::{Data, DataType};
pub use data_type_ext::DataTypeExt;
pub use document::Document;
pub use error::{
    ErrorDetail, ErrorLimits, ErrorList, FieldError, Step, ValidationErrors,
    repr_text as python_repr,
};
pub use given::{Field, Fields, Given};
pub use json::{JsonError, JsonValue, parse_python_json, to_json, to_python_dumps, to_python_json};
pub use measure::Measure;
pub use model::Model;
pub use partial::Partial;
pub use schema::{
    Definitions, FieldMeta, Mode, NamedDefinitions, rules_into_schema, title_case, title_of,
};
pub use selection::{Selection, UnknownField};
pub(crate) use shape::{Extra, FieldShape, ModelShape, Rules};
pub use shape::{IntWidth, Pattern, Scalar, Shape};
/// Makes a data type of a struct or an enum.
///
/// The macro implements [`DataType`], `Serialize` and `Deserialize` and, if the fields are named, [`Model`]. A field may be absent
/// if it is an `Option` or has a default. Unknown keys of a document are skipped unless the option `extra` changes that. Other
/// derives and attributes below the macro stay, except those of `serde`: the macro reads these itself.
///
/// | above | option |
/// | --- | --- |
/// | a struct around one value | `title`, `description`, `example`, `examples`, `json_schema_extra`, `foreign`, `with`, `schema` |
/// | a struct | `title`, `description`, `example`, `examples`, `json_schema_extra`, `rename_all`, `extra`, `populate_by_name`, `strict`, `check`, `computed(..)` |
/// | an enum | `title`, `description`, `rename_all`, `integer`, `literal`, `untagged`, `tag` |
/// | a field, `#[field(...)]` | `alias`, `validation_alias`, `serialization_alias`, `default`, `default_factory`, `required`, `not_null`, `title`, `description`, `examples`, `json_schema_extra`, `deprecated`, `check`, `exclude`, `read_only`, `write_only`, `sensitive`, `extra`, `flatten`, `foreign`, `with`, `schema`, and the rules |
/// | a variant, `#[field(...)]` | `rename`, `value`; with a `tag`: `rename`, `tags` |
///
/// The rules are `gt`, `ge`, `lt`, `le`, `multiple_of`, `min_length`, `max_length` (`min_items`, `max_items`), `pattern`,
/// `max_digits`, `decimal_places`, `allow_inf_nan`, `past`, `future`, `unique_items`, `strip`, `to_lower`, `to_upper` and
/// `strict`. A rule can apply to a field, to the value of a newtype or to the value of a variant.
///
/// A rule must fit the type, and its bound is a value of the type: a date is written `"2024-12-31"`, a time `"08:30:00"`, a moment
/// `"2024-12-31T08:30:00Z"` (with the zone if the type requires one), a duration `"PT90S"` or `"P1DT2H"`, a decimal number `1` or
/// `"9.99"`. Rules must leave at least one possible value, and a field can only tighten the rules of its type. The compiler checks
/// all of this. For a generic model, the application checks it at startup.
///
/// ```
/// use twinlane_model::{DataTypeExt, model};
///
/// /// An item on sale.
/// #[model]
/// struct Item {
///     #[field(min_length = 1)]
///     name: String,
///     #[field(gt = 0)]
///     price: f64,
///     #[field(default = 1)]
///     count: u32,
/// }
///
/// let item = Item::from_json(r#"{"name": "Lamp", "price": "35.4"}"#)?;
/// assert_eq!(item.to_json(), r#"{"name":"Lamp","price":35.4,"count":1}"#);
///
/// let errors = Item::from_json(r#"{"name": "", "price": 0}"#).err().expect("two rules are broken");
/// assert_eq!(
///     errors.to_string(),
///     "2 validation errors for Item\n\
///      name\n  String should have at least 1 character [type=string_too_short, input_value='', input_type=str]\n\
///      price\n  Input should be greater than 0 [type=greater_than, input_value=0, input_type=int]"
/// );
/// # Ok::<(), twinlane_model::ValidationErrors>(())
/// ```
pub use twinlane_macros::model_alone as model;
pub use types::{DateTime, JsonText, Secret, Time};
pub use validation::{
    ArmInputs, read_arms, read_byte_strings, read_bytes, read_json, read_text, read_texts,
    read_value, refuse, shown,
};
pub use value::jsonable_encoder;
