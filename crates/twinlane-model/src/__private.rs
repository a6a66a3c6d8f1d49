//! What the code that `#[model]` writes may name. No other code should.

use std::fmt;

pub use serde;
pub use serde_json;

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor},
};

pub use crate::{
    DataType, Model,
    shape::{EnumShape, FieldShape, Measure, ModelShape, Number, Rules, Shape},
};

/// What [`Key`] makes of a key that the model does not have.
pub const UNKNOWN: usize = usize::MAX;

/// Reads the key of an object as the index of a field, without copying it.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "made by generated code")]
pub struct Key<F>(pub F);

impl<'de, F: FnOnce(&str) -> usize> DeserializeSeed<'de> for Key<F> {
    type Value = usize;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<F: FnOnce(&str) -> usize> Visitor<'_> for Key<F> {
    type Value = usize;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    #[inline]
    fn visit_str<E: Error>(self, key: &str) -> Result<usize, E> {
        Ok((self.0)(key))
    }
}

/// Reads past the value of an unknown key.
///
/// Unlike [`serde::de::IgnoredAny`] it parses the value: what `serde_json` skips unread (any depth, any number) is
/// more than Python's reader accepts.
pub fn skip<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<Skipped>().map(drop)
}

/// The value of a field without a default: what was given, else what an absent value of the type is.
#[inline]
pub fn given<T: DataType, E: Error>(slot: Option<T>, name: &'static str) -> Result<T, E> {
    slot.or_else(T::absent)
        .ok_or_else(|| E::missing_field(name))
}

/// Whether a field of the type without a default must be present.
pub fn required<T: DataType>() -> bool {
    T::absent().is_none()
}

/// That a field with a default need not be present.
pub fn optional() -> bool {
    false
}

/// Whether the rules of a field hold, and those inside its value.
#[inline]
pub fn field_holds<T: DataType>(rules: &Rules, value: &T) -> bool {
    rules.hold(value.measure()) && value.holds()
}

/// Reads a variant from its text.
pub fn read_enum<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    values: &'static [&'static str],
    find: fn(&str) -> Option<T>,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(Variant { values, find })
}

/// A default as the schema shows it.
///
/// # Panics
///
/// Where the type's `Serialize` fails: the schema is written at startup, which is where to learn that.
pub fn to_value<T: Serialize>(value: &T) -> serde_json::Value {
    serde_json::to_value(value).expect("a default can be written as JSON")
}

/// Makes a default of a literal.
pub fn literal<T: FromLiteral<L>, L>(literal: L) -> T {
    T::from_literal(literal)
}

/// A type whose default can be written as a literal of type `L`.
#[diagnostic::on_unimplemented(
    message = "this literal is not a default for `{Self}`",
    note = "write an expression of type `{Self}` instead"
)]
pub trait FromLiteral<L> {
    /// The value that the literal means.
    fn from_literal(literal: L) -> Self;
}

macro_rules! from_integer {
    ($($integer:ty)*) => {$(
        impl FromLiteral<i128> for $integer {
            fn from_literal(literal: i128) -> Self {
                Self::try_from(literal).expect("the default fits its type")
            }
        }
    )*};
}

from_integer! { i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize }

macro_rules! from_cast {
    ($($literal:ty => $float:ty;)*) => {$(
        impl FromLiteral<$literal> for $float {
            #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a literal of a float")]
            #[allow(trivial_numeric_casts, reason = "one of the pairs is the type itself")]
            fn from_literal(literal: $literal) -> Self {
                literal as $float
            }
        }
    )*};
}

from_cast! { i128 => f32; i128 => f64; f64 => f32; f64 => f64; }

macro_rules! from_into {
    ($($literal:ty => $target:ty;)*) => {$(
        impl FromLiteral<$literal> for $target {
            fn from_literal(literal: $literal) -> Self {
                literal.into()
            }
        }
    )*};
}

from_into! {
    bool => bool; &'static str => String;
    bool => serde_json::Value; &'static str => serde_json::Value; f64 => serde_json::Value;
}

impl FromLiteral<i128> for serde_json::Value {
    fn from_literal(literal: i128) -> Self {
        to_value(&literal)
    }
}

impl<L, T: FromLiteral<L>> FromLiteral<L> for Option<T> {
    fn from_literal(literal: L) -> Self {
        Some(T::from_literal(literal))
    }
}

impl<L, T: FromLiteral<L>> FromLiteral<L> for Box<T> {
    fn from_literal(literal: L) -> Self {
        Self::new(T::from_literal(literal))
    }
}

struct Variant<T> {
    values: &'static [&'static str],
    find: fn(&str) -> Option<T>,
}

impl<T> Visitor<'_> for Variant<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("one of a few texts")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.find)(text).ok_or_else(|| E::unknown_variant(text, self.values))
    }
}

struct Skipped;

impl<'de> Deserialize<'de> for Skipped {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Skipped {
    type Value = Self;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_unit<E: Error>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self, A::Error> {
        while fields.next_entry::<Self, Self>()?.is_some() {}
        Ok(self)
    }
}
