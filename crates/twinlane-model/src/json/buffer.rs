//! A value of a document that must be looked at twice, on its way through `serde`.

use std::fmt;

use indexmap::IndexMap;
use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::JsonValue;

/// Numbers that `serde_json` may have changed are refused: a whole one beyond 64 bits is a float to it, and `-0` is.
impl<'de> Deserialize<'de> for JsonValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Buffer)
    }
}

/// In the words of `serde_json`, which are those of Pydantic's own reader: `EOF while parsing a list at line 1 column 2`.
pub(crate) fn why_no_json(text: &str) -> String {
    match serde_json::from_str::<IgnoredAny>(text) {
        // A number that the text breaks off is one that Pydantic's reader waits for.
        Err(error) if error.column() >= text.len() && text.ends_with(['-', '+', '.', 'e', 'E']) => {
            let (line, column) = (error.line(), error.column());
            format!("EOF while parsing a value at line {line} column {column}")
        }
        Err(error) => error.to_string(),
        Ok(_) => "recursion limit exceeded".to_owned(),
    }
}

struct Buffer;

/// Whole numbers beyond this may have been rounded.
const MOST_EXACT: f64 = 9_007_199_254_740_992.0;

impl<'de> Visitor<'de> for Buffer {
    type Value = JsonValue;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_unit<E: Error>(self) -> Result<JsonValue, E> {
        Ok(JsonValue::Null)
    }

    fn visit_none<E: Error>(self) -> Result<JsonValue, E> {
        Ok(JsonValue::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<JsonValue, D::Error> {
        JsonValue::deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<JsonValue, D::Error> {
        JsonValue::deserialize(deserializer)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<JsonValue, E> {
        Ok(JsonValue::Bool(value))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<JsonValue, E> {
        Ok(JsonValue::Int(number.into()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<JsonValue, E> {
        Ok(JsonValue::Int(number.into()))
    }

    fn visit_i128<E: Error>(self, number: i128) -> Result<JsonValue, E> {
        Ok(JsonValue::Int(number))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<JsonValue, E> {
        let may_differ = number.abs() > MOST_EXACT || number.to_bits() == (-0.0_f64).to_bits();
        if may_differ {
            return Err(E::custom("a number that may have been changed"));
        }
        Ok(JsonValue::Float(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<JsonValue, E> {
        Ok(JsonValue::from(text))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<JsonValue, E> {
        Ok(JsonValue::Str(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<JsonValue, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(JsonValue::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<JsonValue, A::Error> {
        let mut object = IndexMap::new();
        while let Some((key, value)) = pairs.next_entry::<String, JsonValue>()? {
            object.insert(key, value);
        }
        Ok(JsonValue::from(object))
    }
}
