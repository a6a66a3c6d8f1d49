//! Reading and writing the fields of a model.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serializer};

use super::parts::Parts;
use crate::json::{CHOSEN, MODEL};
use crate::shape::chooses;
use crate::stack::is_used_up;
use crate::validation::coerce;
use crate::{DataType, JsonValue, Model};

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
    if const { chooses(T::MODEL) } {
        return deserializer.deserialize_newtype_struct(CHOSEN, ChosenFields(PhantomData));
    }
    deserializer.deserialize_struct(MODEL, T::NAMES, Fields(PhantomData))
}

/// Only the slow pass knows which value is which field's: a document is handed to it.
struct ChosenFields<T>(PhantomData<T>);

impl<'de, T: Model> Visitor<'de> for ChosenFields<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        let value = JsonValue::deserialize(deserializer)?;
        let coerced = coerce(T::SHAPE, &value);
        T::read_from(coerced.ok_or_else(|| D::Error::custom("the value is refused"))?)
            .map_err(D::Error::custom)
    }

    /// The value that the slow pass has taken.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        T::read_fields(&mut map)
    }
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
pub(super) fn given<T: DataType, E: Error>(slot: Option<T>, name: &'static str) -> Result<T, E> {
    slot.or_else(T::absent)
        .ok_or_else(|| E::missing_field(name))
}

/// True if a field of the type without a default must be present.
pub(super) fn required<T: DataType>() -> bool {
    T::absent().is_none()
}

/// The value of a field that must be present, whatever its type has for an absent one.
#[inline]
pub fn present<T, E: Error>(slot: Option<T>, name: &'static str) -> Result<T, E> {
    slot.ok_or_else(|| E::missing_field(name))
}

/// That a field must be present.
pub fn always() -> bool {
    true
}

/// That a field with a default need not be present.
pub fn optional() -> bool {
    false
}
