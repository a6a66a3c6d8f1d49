//! Reading, writing and describing a value of any data type by hand.

use crate::document::{Content, Document};
use crate::error::in_words_of_json;
use crate::validation::{read_alone, read_fast};
use crate::{
    Data, DataType, ErrorDetail, ErrorList, JsonError, JsonValue, Step, ValidationErrors,
    parse_python_json, schema, to_json,
};

/// Reads, writes and describes a [`DataType`] by hand: Pydantic's `TypeAdapter`, and the methods of its models.
///
/// ```
/// use std::collections::HashMap;
///
/// use serde_json::json;
/// use twinlane_model::{DataTypeExt, model};
///
/// #[model]
/// struct Item {
///     name: String,
/// }
///
/// let items = Vec::<Item>::from_json(r#"[{"name": "Lamp"}]"#)?;
/// assert_eq!(items.to_json(), r#"[{"name":"Lamp"}]"#);
///
/// let stock = HashMap::<String, u32>::from_value(json!({ "Lamp": "3" }))?;
/// assert_eq!(stock["Lamp"], 3);
/// assert_eq!(Vec::<i64>::json_schema(), json!({ "type": "array", "items": { "type": "integer" } }));
///
/// let errors = Vec::<Item>::from_json("[1]").err().expect("a number is no item");
/// assert_eq!(
///     errors.to_string(),
///     "1 validation error for list[Item]\n\
///      0\n  Input should be an object [type=model_type, input_value=1, input_type=int]"
/// );
/// # Ok::<(), twinlane_model::ValidationErrors>(())
/// ```
pub trait DataTypeExt: DataType {
    /// Reads a JSON document, coercing as Pydantic's lax mode does.
    ///
    /// `strict` means the same as in a body of FastAPI, where the document is read first: a strict date or UUID accepts no text.
    /// Pydantic's `model_validate_json` accepts one.
    ///
    /// # Errors
    ///
    /// Every error of the document, in Pydantic's words for JSON. A text that is not JSON gives one error, `json_invalid`.
    fn from_json(json: impl Document) -> Result<Self, ValidationErrors> {
        let (usual, bytes) = match json.content() {
            Content::Text(text) => (Some(text), text.as_bytes()),
            // Valid UTF-8 is asked of the whole document.
            Content::Bytes(bytes) => (std::str::from_utf8(bytes).ok(), bytes),
        };
        let usual = usual.and_then(read_fast::<Self>).filter(Self::holds);
        usual.map_or_else(|| document(bytes), Ok)
    }

    /// Reads a JSON value, coercing as Pydantic's lax mode does.
    ///
    /// # Errors
    ///
    /// Every error of the value, in Pydantic's words for Python objects.
    fn from_value(value: serde_json::Value) -> Result<Self, ValidationErrors> {
        let mut errors = ErrorList::default();
        read_alone(&JsonValue::from(value), &mut errors).ok_or_else(|| all::<Self>(errors))
    }

    /// Writes the value as compact JSON, as Pydantic's `model_dump_json` does.
    fn to_json(&self) -> String {
        to_json(&Data(self))
    }

    /// Returns the JSON Schema of the type, as Pydantic's `model_json_schema` does.
    fn json_schema() -> serde_json::Value {
        schema::schema_alone(Self::SHAPE)
    }
}

impl<T: DataType> DataTypeExt for T {}

/// The slow pass over a document.
#[cold]
fn document<T: DataType>(bytes: &[u8]) -> Result<T, ValidationErrors> {
    let mut errors = ErrorList::default();
    let read = match parse_python_json(bytes) {
        Ok(document) => read_alone(&document, &mut errors),
        Err(error) => {
            errors.push(not_json(error));
            None
        }
    };
    read.ok_or_else(|| {
        let mut errors = all::<T>(errors);
        errors.change_each(in_words_of_json);
        errors
    })
}

fn all<T: DataType>(errors: ErrorList) -> ValidationErrors {
    ValidationErrors::new(T::SHAPE.label(), errors.into_errors())
}

fn not_json(error: JsonError) -> ErrorDetail {
    let mut detail = match error {
        JsonError::Syntax { message, position } => ErrorDetail::json_invalid(position, message),
        JsonError::Unreadable => ErrorDetail::json_invalid(0, "Unreadable document"),
    };
    // There is no request, so it is not in the request's body.
    detail.loc.retain(|step| matches!(step, Step::Index(_)));
    detail
}
