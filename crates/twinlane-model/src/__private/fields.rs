//! Reading and writing the fields of a model.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serializer};

use super::parts::Parts;
use crate::json::MODEL;
use crate::validation::is_used_up;
use crate::{DataType, Model};

/// What [`Key`] makes of a key that the model does not have.
pub const UNKNOWN: usize = usize::MAX;

/// Reads a model from an object; an array is none.
///
/// # Errors
///
/// Those of the deserializer.
#[inline]
pub fn read_model<'de, D: Deserializer<'de>, T: Model + Parts>(
    deserializer: D,
) -> Result<T, D::Error> {
    refuse_too_deep()?;
    deserializer.deserialize_struct(MODEL, T::NAMES, Fields(PhantomData))
}

/// Refuses what contains itself more often than the stack allows.
#[inline]
pub(super) fn refuse_too_deep<E: Error>() -> Result<(), E> {
    if is_used_up() {
        return Err(E::custom("nested too deeply"));
    }
    Ok(())
}

struct Fields<T>(PhantomData<T>);

impl<'de, T: Model> Visitor<'de> for Fields<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        T::read_fields(&mut map)
    }
}

/// Writes a model as an object.
#[inline]
pub fn write_model<S: Serializer, T: Model>(model: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    model.write_fields(&mut map)?;
    map.end()
}

/// Reads the key of an object as the place of a field, without copying it. A number is the place itself: see [`Parts::NAMES`].
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

    #[inline]
    fn visit_u64<E: Error>(self, place: u64) -> Result<usize, E> {
        Ok(usize::try_from(place).unwrap_or(UNKNOWN))
    }
}

/// As [`Key`], with the text of a key that is no field.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "made by generated code")]
pub struct NamedKey<F>(pub F);

impl<'de, F: FnOnce(&str) -> usize> DeserializeSeed<'de> for NamedKey<F> {
    type Value = (usize, String);

    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<(usize, String), D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<F: FnOnce(&str) -> usize> Visitor<'_> for NamedKey<F> {
    type Value = (usize, String);

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<(usize, String), E> {
        let place = (self.0)(key);
        let name = if place == UNKNOWN { key } else { "" };
        Ok((place, name.to_owned()))
    }

    /// A key that is no field whatever its name, as the slow pass says it.
    fn visit_bytes<E: Error>(self, key: &[u8]) -> Result<(usize, String), E> {
        Ok((UNKNOWN, String::from_utf8_lossy(key).into_owned()))
    }

    fn visit_u64<E: Error>(self, place: u64) -> Result<(usize, String), E> {
        Ok((usize::try_from(place).unwrap_or(UNKNOWN), String::new()))
    }
}

/// Reads past the value of an unknown key.
///
/// Unlike [`serde::de::IgnoredAny`] it parses the value: what `serde_json` skips unread (any depth, any number) is
/// more than Python's reader accepts.
pub fn skip<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<Skipped>().map(drop)
}

/// That there is a key which the model forbids.
pub fn unknown<E: Error>() -> E {
    E::custom("an unknown key")
}

/// That a field with several names is there more than once.
pub fn again<E: Error>() -> E {
    E::custom("a field is there twice")
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

/// Any value, read and left.
pub(crate) struct Skipped;

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
