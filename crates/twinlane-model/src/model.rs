//! What `#[model]` makes of a struct with named fields.

use serde::{de::MapAccess, ser::SerializeMap};

use crate::change::NamedChange;
use crate::document::{Content, Document};
use crate::pairs::object_of_pairs;
use crate::validation::read_json_text;
use crate::{
    Data, DataType, ErrorDetail, ErrorList, FieldError, JsonError, JsonValue, ModelShape, Rules,
    Step, ValidationErrors, read_json, read_value, schema, to_json,
};

/// A struct with named fields, made a data type by `#[model]`.
///
/// The methods do by hand what the framework does with a request.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no model with named fields",
    label = "not a struct with `#[model]` above it"
)]
pub trait Model: DataType {
    /// Its fields, names and descriptions.
    const MODEL: &'static ModelShape;

    /// Reads the fields, each in its usual spelling: the fast pass, for the code that `#[model]` writes.
    ///
    /// # Errors
    ///
    /// Where a spelling is another, or a field is missing.
    #[doc(hidden)]
    fn read_fields<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Self, A::Error>;

    /// Writes the fields, likewise.
    ///
    /// # Errors
    ///
    /// Those of the serializer.
    #[doc(hidden)]
    fn write_fields<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error>;

    /// Reads one field by its name, for [`Partial`](crate::Partial), likewise.
    ///
    /// # Errors
    ///
    /// Where the spelling is another, or there is no such field.
    #[doc(hidden)]
    fn read_change<'de, A: MapAccess<'de>>(
        name: &str,
        map: &mut A,
    ) -> Result<NamedChange<Self>, A::Error>;

    /// Exchanges the fields of these names on the wire with those of another.
    #[doc(hidden)]
    fn exchange(&mut self, other: &mut Self, is_named: &dyn Fn(&str) -> bool);

    /// Runs the checks of the whole.
    ///
    /// # Errors
    ///
    /// Those of the first that fails.
    #[doc(hidden)]
    fn check_whole(&self) -> Result<(), FieldError>;

    /// Reads a JSON document, coercing as Pydantic's lax mode does.
    ///
    /// # Errors
    ///
    /// Every error of the document; text that is no JSON is one `json_invalid`.
    fn from_json(json: impl Document) -> Result<Self, ValidationErrors> {
        let mut errors = ErrorList::default();
        let read = match json.content() {
            Content::Text(text) => read_json_text(text, &Rules::NONE, &[], &mut errors),
            Content::Bytes(bytes) => read_json(bytes, &Rules::NONE, &[], &mut errors),
        };
        let read = read.unwrap_or_else(|error| {
            errors.push(not_json(error));
            None
        });
        read.ok_or_else(|| ValidationErrors::new(Self::MODEL.name, errors.into_errors()))
    }

    /// Reads a JSON value, coercing as Pydantic's lax mode does.
    ///
    /// # Errors
    ///
    /// Every error of the value.
    fn from_value(value: serde_json::Value) -> Result<Self, ValidationErrors> {
        let mut errors = ErrorList::default();
        read_value(&JsonValue::from(value), &Rules::NONE, &[], &mut errors)
            .ok_or_else(|| ValidationErrors::new(Self::MODEL.name, errors.into_errors()))
    }

    /// Reads the decoded pairs of a query string, a form or headers, as FastAPI reads a model of parameters.
    ///
    /// A field that is a list or a set takes every value of its name, any other the last. (In a form FastAPI takes an
    /// empty text for a field that is not there: leave those out.)
    ///
    /// ```
    /// use twinlane_model::{Model, model};
    ///
    /// #[model]
    /// struct Filter {
    ///     #[field(default = 100, le = 100)]
    ///     limit: u32,
    ///     tags: Vec<String>,
    /// }
    ///
    /// let filter = Filter::from_pairs([("limit", "10"), ("tags", "a"), ("tags", "b")])?;
    /// assert_eq!((filter.limit, filter.tags.len()), (10, 2));
    /// # Ok::<(), twinlane_model::ValidationErrors>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Every error of the pairs.
    fn from_pairs<'p>(
        pairs: impl IntoIterator<Item = (&'p str, &'p str)>,
    ) -> Result<Self, ValidationErrors> {
        let mut errors = ErrorList::default();
        let object = object_of_pairs(Self::MODEL, pairs);
        read_value(&object, &Rules::NONE, &[], &mut errors)
            .ok_or_else(|| ValidationErrors::new(Self::MODEL.name, errors.into_errors()))
    }

    /// Writes it as compact JSON, as Pydantic's `model_dump_json` does.
    fn to_json(&self) -> String {
        to_json(&Data(self))
    }

    /// Its JSON Schema, as Pydantic's `model_json_schema` gives it.
    fn json_schema() -> serde_json::Value {
        schema::model_schema(Self::MODEL)
    }
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
