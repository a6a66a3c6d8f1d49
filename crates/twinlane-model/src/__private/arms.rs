//! Reading unions: enums whose variants hold data.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{
    DeserializeSeed, EnumAccess, Error, IntoDeserializer, MapAccess, VariantAccess, Visitor,
};
use serde::{Deserialize, Deserializer};

use super::fields::{again, refuse_too_deep};
use super::parts::{Parts, read_parts};
use crate::validation::coerce;
use crate::{DataType, JsonValue};

/// An enum whose variants are told apart by what they hold.
pub trait Arms: DataType {
    /// Reads the variant at this place, of what the slow pass has taken.
    ///
    /// # Errors
    ///
    /// Those of the deserializer.
    fn read_arm<'de, A: VariantAccess<'de>>(place: u32, arm: A) -> Result<Self, A::Error>;
}

/// An enum whose variants are told apart by a field.
pub trait TaggedArms: Arms {
    /// The name of that field.
    const TAG: &'static str;

    /// Reads the variant of this tag, of the fields behind the tag; `None` if no variant has it.
    ///
    /// # Errors
    ///
    /// Those of the deserializer.
    fn read_tagged<'de, A: MapAccess<'de>>(
        tag: &str,
        map: &mut A,
    ) -> Option<Result<Self, A::Error>>;
}

/// Reads a variant with fields, of what the slow pass has taken.
///
/// # Errors
///
/// Those of the deserializer.
pub fn read_arm_fields<'de, R: Parts, A: VariantAccess<'de>>(arm: A) -> Result<R::Value, A::Error> {
    arm.struct_variant(&[], ArmFields::<R>(PhantomData))
}

struct ArmFields<R>(PhantomData<R>);

impl<'de, R: Parts> Visitor<'de> for ArmFields<R> {
    type Value = R::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<R::Value, A::Error> {
        read_parts::<R, A>(&mut map)
    }
}

/// Reads a union from a text of a query string or path.
pub fn union_from_text<T: Arms>(text: &str) -> Option<T> {
    T::read_from(coerce(T::SHAPE, &JsonValue::from(text))?).ok()
}

/// Reads a union. The value must be looked at more than once, so it is kept and given to the slow pass.
///
/// # Errors
///
/// If no arm takes the value, or it may have been changed on the way here.
pub fn read_union<'de, D: Deserializer<'de>, T: Arms>(deserializer: D) -> Result<T, D::Error> {
    refuse_too_deep()?;
    deserializer.deserialize_newtype_struct("", Union(PhantomData))
}

struct Union<T>(PhantomData<T>);

impl<'de, T: Arms> Visitor<'de> for Union<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("one of several shapes")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        of_value(&JsonValue::deserialize(deserializer)?)
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<T, A::Error> {
        let (place, arm) = data.variant()?;
        T::read_arm(place, arm)
    }
}

/// Reads a tagged union. If the tag comes first, the fields are read right behind it.
///
/// # Errors
///
/// If no arm takes the value, or it may have been changed on the way here.
pub fn read_tagged<'de, D: Deserializer<'de>, T: TaggedArms>(
    deserializer: D,
) -> Result<T, D::Error> {
    refuse_too_deep()?;
    deserializer.deserialize_newtype_struct("", Tagged(PhantomData))
}

struct Tagged<T>(PhantomData<T>);

impl<'de, T: TaggedArms> Visitor<'de> for Tagged<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object with a tag")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_map(self)
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<T, A::Error> {
        let (place, arm) = data.variant()?;
        T::read_arm(place, arm)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let Some(key) = map.next_key::<String>()? else {
            return Err(A::Error::missing_field(T::TAG));
        };
        if key == T::TAG {
            let tag: String = map.next_value()?;
            let unknown = || Err(A::Error::unknown_variant(&tag, &[]));
            let mut rest = WithoutTag {
                map: &mut map,
                tag: T::TAG,
            };
            return T::read_tagged(&tag, &mut rest).unwrap_or_else(unknown);
        }
        let first: JsonValue = map.next_value()?;
        let rest = JsonValue::deserialize(MapAccessDeserializer::new(map))?;
        let JsonValue::Object(rest) = rest else {
            return Err(A::Error::custom("no object"));
        };
        let mut object = indexmap::IndexMap::from([(key, first)]);
        object.extend(*rest);
        of_value(&JsonValue::from(object))
    }
}

/// Reads the variant of this tag by the slow pass, where the names of the fields behind the tag do not say alone which field is meant.
///
/// # Errors
///
/// No arm takes the value.
pub fn read_tagged_slowly<'de, T: TaggedArms, A: MapAccess<'de>>(
    tag: &str,
    map: &mut A,
) -> Result<T, A::Error> {
    let JsonValue::Object(rest) = JsonValue::deserialize(MapAccessDeserializer::new(map))? else {
        return Err(A::Error::custom("no object"));
    };
    let mut object = indexmap::IndexMap::from([(T::TAG.to_owned(), JsonValue::from(tag))]);
    object.extend(*rest);
    of_value(&JsonValue::from(object))
}

/// The fields behind the tag. If it comes again, the slow pass takes the last.
struct WithoutTag<'m, A> {
    map: &'m mut A,
    tag: &'static str,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for WithoutTag<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        let tag = self.tag;
        self.map.next_key_seed(OtherKey { seed, tag })
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

/// A key that is not the tag.
struct OtherKey<K> {
    seed: K,
    tag: &'static str,
}

impl<'de, K: DeserializeSeed<'de>> DeserializeSeed<'de> for OtherKey<K> {
    type Value = K::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<K::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'de, K: DeserializeSeed<'de>> Visitor<'de> for OtherKey<K> {
    type Value = K::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<K::Value, E> {
        if key == self.tag {
            return Err(again());
        }
        self.seed.deserialize(key.into_deserializer())
    }
}

fn of_value<T: Arms, E: Error>(value: &JsonValue) -> Result<T, E> {
    let coerced = coerce(T::SHAPE, value).ok_or_else(|| E::custom("no arm takes it"))?;
    T::read_from(coerced).map_err(E::custom)
}
