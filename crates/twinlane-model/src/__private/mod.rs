//! Items for the code that `#[model]` writes. No other code should name them.

mod arms;
mod changes;
mod checks;
mod constants;
mod extra;
mod field_type;
mod fields;
mod foreign;
mod keys;
mod literals;
mod not_null;
mod parts;
mod ruled;
mod schema;

pub use bytes::Bytes;
pub use serde;
pub use serde_json;

pub use crate::change::{NamedChange, change};
pub use crate::coerced::Coerced;
pub use crate::validation::field_holds;
pub use crate::value::encoded::{EncodeData, EncodeReferred, EncodeSerialize, Encoded};
pub use crate::{
    Data, DataType, ErrorList, FieldError, Measure, Model,
    shape::{
        Access, AliasChoice, Bound, Case, CheckedShape, ComputedShape, EnumShape, EnumValue, Extra,
        FieldShape, Fields, ModelShape, PathStep, Pattern, RuleName, Rules, Scalar, Shape,
        TagShape, TaggedShape, Tense, UnionShape, check_rule, chooses, join_computed, join_fields,
        reads_key, writes_key,
    },
};
pub use arms::{
    Arms, TaggedArms, read_arm_fields, read_tagged, read_tagged_slowly, read_union, union_from_text,
};
pub use changes::{change_not_null, change_of_part, change_via, has_field};
pub use checks::{Checked, check, check_whole, run_check, run_check_not_null};
pub use constants::{BoundConstant, Constant, LengthConstant, NoConstant, above_zero};
pub use extra::{ExtraFields, take_extra};
pub use field_type::{FieldType, FlattenedType, VariantModel};
pub use fields::{again, always, optional, present, read_model, unknown, write_model};
pub use foreign::{Foreign, OptionProbe, OptionProbeDefault, Via, Written};
pub use keys::{Key, NamedKey, UNKNOWN, skip};
pub use literals::{
    DefaultConstant, EmptyList, FromConstant, FromList, FromLiteral, MakesDefault, list_of,
    literal, made_by, to_value,
};
pub use not_null::{NotNull, Nullable, may_be_absent};
pub use parts::{Flatten, Parts, read_parts, read_parts_and_extra};
pub use ruled::Ruled;
pub use schema::extend_schema;

#[cfg(feature = "settings")]
pub use crate::settings::{
    DotenvFiltering, LoadSettings, SettingsShape, check_default, check_default_by,
};

use serde::Deserializer;

/// Reads a document by the fast pass, for tests: the slow pass accepts the same documents, with the same values.
pub fn read_fast<T: DataType>(text: &str) -> Option<T> {
    crate::validation::read_fast(text).filter(T::holds)
}

/// A schema written by hand.
pub(crate) fn given_schema(
    schema: serde_json::Value,
) -> serde_json::Map<String, serde_json::Value> {
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
