//! Reading the fields of an object: what has been read so far is kept in slots, one a field.

use serde::de::{Error, MapAccess};
use serde::ser::SerializeMap;

use super::keys::{Key, NamedKey, UNKNOWN, skip};
use crate::{FieldError, Model};

/// The fields of an object, which make a model or a variant.
///
/// Each field that is read has a place, and the fields of a flattened model have the places behind those.
pub trait Parts {
    /// The model or the variant.
    type Value;

    /// The values that have been read so far.
    type Slots;

    /// The names of the fields in the order of their places, for a deserializer that answers a key with its place. Fields of
    /// flattened models are not among them, and nothing is where one of the names has escapes in JSON.
    const NAMES: &'static [&'static str];

    /// The first number that is no place.
    const PLACES: usize;

    /// Nothing has been read.
    fn slots() -> Self::Slots;

    /// The place of the field that the key names, or [`UNKNOWN`].
    fn place_of(key: &str) -> usize;

    /// Reads the value of the field at this place. If there is none, the key is unknown.
    ///
    /// # Errors
    ///
    /// If the spelling is not the usual one, or no such key may be there.
    fn read_place<'de, A: MapAccess<'de>>(
        slots: &mut Self::Slots,
        place: usize,
        map: &mut A,
    ) -> Result<(), A::Error>;

    /// Keeps the value of an unknown key.
    ///
    /// # Errors
    ///
    /// If it is no value that can be kept.
    fn keep<'de, A: MapAccess<'de>>(
        _slots: &mut Self::Slots,
        _key: String,
        map: &mut A,
    ) -> Result<(), A::Error> {
        skip(map)
    }

    /// Makes the value of the slots.
    ///
    /// # Errors
    ///
    /// If a field is missing.
    fn finish<E: Error>(slots: Self::Slots) -> Result<Self::Value, E>;
}

/// A model whose fields can be those of another model.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be flattened: it is no model with named fields",
    label = "not a struct with `#[model]` above it",
    note = "the fields of a flattened model stand among those of the other; an enum, a list or a text has none: leave `flatten` out",
    note = "a map that keeps the keys which are no field is marked `#[field(extra)]`"
)]
pub trait Flatten: Model + Parts<Value = Self> {
    /// Writes the fields.
    ///
    /// # Errors
    ///
    /// Those of the serializer.
    fn write_parts<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error>;

    /// Writes what is made of the fields.
    ///
    /// # Errors
    ///
    /// Those of the serializer.
    fn write_computed<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error>;

    /// Runs the checks of the whole: those of flattened models first.
    ///
    /// # Errors
    ///
    /// Those of the first that fails.
    fn check(&self) -> Result<(), FieldError> {
        Ok(())
    }
}

/// Reads the fields of an object.
///
/// # Errors
///
/// If a spelling is not the usual one, or a field is missing.
#[inline]
pub fn read_parts<'de, P: Parts, A: MapAccess<'de>>(map: &mut A) -> Result<P::Value, A::Error> {
    let mut slots = P::slots();
    while let Some(place) = map.next_key_seed(Key(P::place_of))? {
        P::read_place(&mut slots, place, map)?;
    }
    P::finish(slots)
}

/// As [`read_parts`], where unknown keys are kept.
///
/// # Errors
///
/// Likewise.
pub fn read_parts_and_extra<'de, P: Parts, A: MapAccess<'de>>(
    map: &mut A,
) -> Result<P::Value, A::Error> {
    let mut slots = P::slots();
    while let Some((place, name)) = map.next_key_seed(NamedKey(P::place_of))? {
        if place == UNKNOWN {
            P::keep(&mut slots, name, map)?;
        } else {
            P::read_place(&mut slots, place, map)?;
        }
    }
    P::finish(slots)
}
