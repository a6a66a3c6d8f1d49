//! The keys of an object: which field each is, and what is skipped.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, MapAccess, Visitor};

use crate::json::Skipped;

/// The value of [`Key`] for a key that the model does not have.
pub const UNKNOWN: usize = usize::MAX;

/// Reads the key of an object as the place of a field, without copying it. A number is the place itself: see [`Parts::NAMES`](super::Parts::NAMES).
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
