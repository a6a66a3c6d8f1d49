//! A JSON value as the slow pass has coerced it. A type reads it through `serde`.

use std::borrow::Cow;

use bytes::Bytes;
use serde::{
    Deserializer,
    de::{
        DeserializeSeed, EnumAccess, IntoDeserializer, VariantAccess, Visitor,
        value::{Error, MapDeserializer, SeqDeserializer, U32Deserializer},
    },
    forward_to_deserialize_any,
};

use crate::fields_set::FieldsSet;
use crate::json::{CHOSEN, FOREIGN, GIVEN, JsonValue, to_json, visit_int};

/// A value that its shape accepts.
#[derive(Debug, Clone)]
#[doc(hidden)]
#[expect(
    clippy::exhaustive_enums,
    reason = "made and taken apart by this crate only"
)]
pub enum Coerced<'v> {
    Null,
    Bool(bool),
    Int(i128),
    /// A whole number over `i128::MAX`.
    Uint(u128),
    Float(f64),
    Text(Cow<'v, str>),
    /// The content of a file.
    Bytes(Bytes),
    List(Vec<Coerced<'v>>),
    /// Keys and values; a key is as [`DataType::from_text`](crate::DataType::from_text) reads it.
    Map(Pairs<'v>),
    /// The fields of a model, by their names, and the keys that are kept beside them, which may be names of fields too.
    ///
    /// Boxed: few keep any.
    Model(Box<(Pairs<'v>, Pairs<'v>)>),
    /// One arm of a union, by its place.
    Arm(u32, Box<Coerced<'v>>),
    /// Anything, as it is.
    Raw(Cow<'v, JsonValue>),
}

pub(crate) type Pairs<'v> = Vec<(Cow<'v, str>, Coerced<'v>)>;

impl Coerced<'_> {
    /// A text that was made.
    pub(crate) fn text(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }

    /// The value without what it was made of.
    pub(crate) fn into_owned(self) -> Coerced<'static> {
        let owned_pairs = |pairs: Pairs<'_>| {
            pairs
                .into_iter()
                .map(|(key, value)| (Cow::Owned(key.into_owned()), value.into_owned()))
                .collect()
        };
        match self {
            Self::Null => Coerced::Null,
            Self::Bool(value) => Coerced::Bool(value),
            Self::Int(number) => Coerced::Int(number),
            Self::Uint(number) => Coerced::Uint(number),
            Self::Float(number) => Coerced::Float(number),
            Self::Text(text) => Coerced::text(text.into_owned()),
            Self::Bytes(content) => Coerced::Bytes(content),
            Self::List(items) => {
                Coerced::List(items.into_iter().map(Coerced::into_owned).collect())
            }
            Self::Map(pairs) => Coerced::Map(owned_pairs(pairs)),
            Self::Model(model) => {
                let (fields, extra) = *model;
                Coerced::Model(Box::new((owned_pairs(fields), owned_pairs(extra))))
            }
            Self::Arm(place, inner) => Coerced::Arm(place, Box::new(inner.into_owned())),
            Self::Raw(value) => Coerced::Raw(Cow::Owned(value.into_owned())),
        }
    }
}

impl FieldsSet {
    /// The names that are given in a value that the slow pass has taken.
    pub(crate) fn of(coerced: &Coerced<'_>) -> Self {
        let object = |pairs: &[(Cow<'_, str>, Coerced<'_>)]| {
            let pairs = pairs.iter();
            Self::Object(
                pairs
                    .map(|(name, value)| (name.clone().into_owned(), Self::of(value)))
                    .collect(),
            )
        };
        match coerced {
            Coerced::Map(pairs) => object(pairs),
            Coerced::Model(model) => object(&model.0),
            Coerced::List(items) => Self::Items(items.iter().map(Self::of).collect()),
            Coerced::Arm(_, inner) => Self::of(inner),
            Coerced::Null
            | Coerced::Bool(_)
            | Coerced::Int(_)
            | Coerced::Uint(_)
            | Coerced::Float(_)
            | Coerced::Text(_)
            | Coerced::Bytes(_)
            | Coerced::Raw(_) => Self::Whole,
        }
    }

    /// The same, as a value that a deserializer hands over.
    pub(crate) fn into_coerced(self) -> Coerced<'static> {
        match self {
            Self::Whole => Coerced::Null,
            Self::Object(pairs) => {
                let pairs = pairs.into_iter();
                Coerced::Map(
                    pairs
                        .map(|(name, below)| (name.into(), below.into_coerced()))
                        .collect(),
                )
            }
            Self::Items(items) => {
                Coerced::List(items.into_iter().map(Self::into_coerced).collect())
            }
        }
    }
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
            Self::Text(text) => visitor.visit_str(&text),
            Self::Bytes(content) => visitor.visit_bytes(&content),
            Self::List(items) => visitor.visit_seq(SeqDeserializer::new(items.into_iter())),
            Self::Map(pairs) => visitor.visit_map(MapDeserializer::new(pairs.into_iter())),
            Self::Model(model) => {
                let (fields, extra) = *model;
                let fields = fields
                    .into_iter()
                    .map(|(key, value)| (Key::Field(key), value));
                let extra = extra
                    .into_iter()
                    .map(|(key, value)| (Key::Extra(key), value));
                visitor.visit_map(MapDeserializer::new(fields.chain(extra)))
            }
            Self::Arm(place, inner) => visitor.visit_enum(Arm {
                place,
                inner: *inner,
            }),
            Self::Raw(value) => value.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Null => visitor.visit_none(),
            Self::Raw(value) if *value == JsonValue::Null => visitor.visit_none(),
            value => visitor.visit_some(value),
        }
    }

    /// A union reads itself as a newtype: from a document it is a value, from here it is an arm. A foreign value gets its document.
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self {
            value if name == GIVEN => {
                let pair = [FieldsSet::of(&value).into_coerced(), value];
                visitor.visit_seq(SeqDeserializer::new(pair.into_iter()))
            }
            Self::Arm(place, inner) => visitor.visit_enum(Arm {
                place,
                inner: *inner,
            }),
            value @ (Self::Map(_) | Self::Model(_)) if name == CHOSEN => {
                value.deserialize_any(visitor)
            }
            Self::Raw(value) if name == FOREIGN => visitor.visit_string(to_json(&*value)),
            value => visitor.visit_newtype_struct(value),
        }
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

/// A key of a model.
enum Key<'v> {
    Field(Cow<'v, str>),
    /// As bytes, so that it is not taken for the field of that name.
    Extra(Cow<'v, str>),
}

impl<'de> Deserializer<'de> for Key<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Field(name) => visitor.visit_str(&name),
            Self::Extra(name) => visitor.visit_bytes(name.as_bytes()),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl IntoDeserializer<'_, Error> for Key<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// One arm of a union, for a visitor that knows the arms by their places.
struct Arm<'v> {
    place: u32,
    inner: Coerced<'v>,
}

impl<'de, 'v> EnumAccess<'de> for Arm<'v> {
    type Error = Error;
    type Variant = Coerced<'v>;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Coerced<'v>), Error> {
        let place: U32Deserializer<Error> = self.place.into_deserializer();
        Ok((seed.deserialize(place)?, self.inner))
    }
}

impl<'de> VariantAccess<'de> for Coerced<'_> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_any(visitor)
    }
}
