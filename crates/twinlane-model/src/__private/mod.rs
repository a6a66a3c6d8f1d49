//! What the code that `#[model]` writes may name. No other code should.

mod arms;
mod checks;
mod extra;
mod fields;
mod literals;
mod rule_of;
mod schema;

pub use bytes::Bytes;
pub use serde;
pub use serde_json;

pub use crate::partial::{NamedChange, change};
pub use crate::validation::Coerced;
pub use crate::{
    Data, DataType, FieldError, Measure, Model,
    shape::{
        Access, Bound, Case, CheckedShape, ComputedShape, EnumShape, EnumValue, Extra, FieldShape,
        ModelShape, Pattern, Rules, Scalar, Shape, TagShape, TaggedShape, Tense, UnionShape,
    },
};
pub use arms::{
    Arms, ReadFields, TaggedArms, read_arm_fields, read_tagged, read_union, union_from_text,
};
pub use checks::{Checked, check, check_whole, field_holds};
pub use extra::{ExtraFields, take_extra};
pub use fields::{
    Key, NamedKey, TAG_AGAIN, UNKNOWN, again, given, optional, read_model, required, skip, unknown,
    write_model,
};
pub use literals::{FromLiteral, literal, to_value};
pub use rule_of::{
    RuleOf, rule_of_bound, rule_of_digits, rule_of_finite, rule_of_items, rule_of_length,
    rule_of_tense, rule_of_text,
};

pub use schema::extend_schema;

use serde::Deserializer;

/// A schema written by hand.
pub fn given_schema(schema: serde_json::Value) -> serde_json::Map<String, serde_json::Value> {
    match schema {
        serde_json::Value::Object(schema) => schema,
        _ => serde_json::Map::new(),
    }
}

/// Reads a variant from its text.
pub fn read_text_variant<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    find: fn(&str) -> Option<T>,
) -> Result<T, D::Error> {
    crate::types::read_text_as(deserializer, find)
}

/// Reads a variant from its number, or its text.
pub fn read_variant<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    find_text: fn(&str) -> Option<T>,
    find_number: fn(i64) -> Option<T>,
) -> Result<T, D::Error> {
    let value = <crate::JsonValue as serde::Deserialize>::deserialize(deserializer)?;
    let found = match &value {
        crate::JsonValue::Str(text) => find_text(text),
        crate::JsonValue::Int(number) => i64::try_from(*number).ok().and_then(find_number),
        _ => None,
    };
    found.ok_or_else(|| serde::de::Error::custom("another value"))
}
