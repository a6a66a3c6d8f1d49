//! The value of a JSON document.

use indexmap::IndexMap;
use serde::{Serialize, Serializer, ser::Error};
use serde_json::{Value, value::RawValue};

/// A value as Python's `json.loads` reads it.
///
/// Integers have any size, floats include not-a-number and the infinities, and an object keeps the order of its keys.
/// [`to_python_json`](crate::to_python_json) writes the value as FastAPI's `JSONResponse` does, with one difference:
/// not-a-number and the infinities become `null`, where FastAPI fails.
#[derive(Debug, Clone, PartialEq, Default)]
#[expect(clippy::exhaustive_enums, reason = "JSON has these kinds of values")]
pub enum JsonValue {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A whole number of at most 128 bits.
    Int(i128),
    /// The digits of a longer whole number, after a `-` if it is negative.
    BigInt(Box<str>),
    /// A number with a fraction or an exponent, or `NaN`, `Infinity` or `-Infinity`.
    Float(f64),
    /// A text. An unpaired surrogate, which a Rust string cannot hold, becomes U+FFFD.
    Str(String),
    /// `[1, 2]`
    List(Vec<JsonValue>),
    /// `{"a": 1}`
    ///
    /// Boxed to keep the enum small: each number of a list would otherwise take the space of an object.
    Object(Box<IndexMap<String, JsonValue>>),
}

impl Serialize for JsonValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(value) => serializer.serialize_i128(*value),
            Self::BigInt(digits) => RawValue::from_string(digits.to_string())
                .map_err(S::Error::custom)?
                .serialize(serializer),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Str(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(fields) => serializer.collect_map(fields.iter()),
        }
    }
}

impl From<Value> for JsonValue {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(value),
            Value::Number(number) => match number.as_i128() {
                Some(whole) => Self::Int(whole),
                None => Self::Float(number.as_f64().unwrap_or(f64::NAN)),
            },
            Value::String(text) => Self::Str(text),
            Value::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            Value::Object(fields) => {
                let fields = fields.into_iter();
                fields
                    .map(|(key, value)| (key, Self::from(value)))
                    .collect()
            }
        }
    }
}

/// An object, of these keys.
impl FromIterator<(String, JsonValue)> for JsonValue {
    fn from_iter<I: IntoIterator<Item = (String, JsonValue)>>(fields: I) -> Self {
        Self::from(IndexMap::from_iter(fields))
    }
}

impl From<IndexMap<String, JsonValue>> for JsonValue {
    fn from(fields: IndexMap<String, JsonValue>) -> Self {
        Self::Object(Box::new(fields))
    }
}

impl From<&str> for JsonValue {
    fn from(text: &str) -> Self {
        Self::Str(text.to_owned())
    }
}

impl From<String> for JsonValue {
    fn from(text: String) -> Self {
        Self::Str(text)
    }
}

impl From<bool> for JsonValue {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for JsonValue {
    fn from(number: i64) -> Self {
        Self::Int(number.into())
    }
}

impl From<f64> for JsonValue {
    fn from(number: f64) -> Self {
        Self::Float(number)
    }
}

#[cfg(test)]
mod tests {
    use super::JsonValue;

    /// A body of 15 MB may be seven million of them.
    #[test]
    fn a_value_is_small() {
        assert_eq!(size_of::<JsonValue>(), 32);
    }
}
