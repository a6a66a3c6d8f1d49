//! What the slow pass makes of a JSON value, on its way into a type through `serde`.

use serde::{
    Deserializer,
    de::{
        IntoDeserializer, Visitor,
        value::{Error, MapDeserializer, SeqDeserializer},
    },
    forward_to_deserialize_any,
};

use crate::JsonValue;

/// A value that its shape accepts.
#[derive(Debug)]
pub(super) enum Coerced<'v> {
    Null,
    Bool(bool),
    Int(i128),
    /// A whole number over `i128::MAX`.
    Uint(u128),
    Float(f64),
    Text(&'v str),
    List(Vec<Coerced<'v>>),
    /// The fields that are there; what is absent, the type fills in.
    Fields(Vec<(&'static str, Coerced<'v>)>),
    /// Anything, as it is.
    Raw(&'v JsonValue),
}

impl<'de> Deserializer<'de> for Coerced<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Bool(value) => visitor.visit_bool(value),
            Self::Int(number) => visit_int(number, visitor),
            Self::Uint(number) => visitor.visit_u128(number),
            Self::Float(number) => visitor.visit_f64(number),
            Self::Text(text) => visitor.visit_str(text),
            Self::List(items) => visitor.visit_seq(SeqDeserializer::new(items.into_iter())),
            Self::Fields(fields) => visitor.visit_map(MapDeserializer::new(fields.into_iter())),
            Self::Raw(value) => visit_raw(value, visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Null | Self::Raw(JsonValue::Null) => visitor.visit_none(),
            value => visitor.visit_some(value),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self {
            Self::Text(text) => text
                .into_deserializer()
                .deserialize_enum(name, variants, visitor),
            value => value.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq
        tuple tuple_struct map struct identifier ignored_any
    }
}

impl IntoDeserializer<'_, Error> for Coerced<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// As the narrowest kind: most types know 64 bits only.
fn visit_int<'de, V: Visitor<'de>>(number: i128, visitor: V) -> Result<V::Value, Error> {
    if let Ok(number) = u64::try_from(number) {
        visitor.visit_u64(number)
    } else if let Ok(number) = i64::try_from(number) {
        visitor.visit_i64(number)
    } else {
        visitor.visit_i128(number)
    }
}

/// Numbers over 64 bits become floats, as in `serde_json`.
fn visit_raw<'de, V: Visitor<'de>>(value: &JsonValue, visitor: V) -> Result<V::Value, Error> {
    match value {
        JsonValue::Null => visitor.visit_unit(),
        JsonValue::Bool(value) => visitor.visit_bool(*value),
        JsonValue::Int(number)
            if i64::try_from(*number).is_ok() || u64::try_from(*number).is_ok() =>
        {
            visit_int(*number, visitor)
        }
        #[expect(clippy::cast_precision_loss, reason = "the nearest float")]
        JsonValue::Int(number) => visitor.visit_f64(*number as f64),
        JsonValue::BigInt(digits) => visitor.visit_f64(digits.parse().unwrap_or(f64::NAN)),
        JsonValue::Float(number) => visitor.visit_f64(*number),
        JsonValue::Str(text) => visitor.visit_str(text),
        JsonValue::List(items) => {
            visitor.visit_seq(SeqDeserializer::new(items.iter().map(Coerced::Raw)))
        }
        JsonValue::Object(fields) => {
            let fields = fields
                .iter()
                .map(|(key, value)| (key.as_str(), Coerced::Raw(value)));
            visitor.visit_map(MapDeserializer::new(fields))
        }
    }
}
