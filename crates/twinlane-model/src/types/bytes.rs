//! Bytes: in JSON the UTF-8 of a text.

use std::fmt;

use bytes::Bytes;
use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};

use crate::coerced::Coerced;
use crate::error::Kind;
use crate::refusal::Scanned;
use crate::schema::of_bytes;
use crate::shape::{Ruled, Scalar, nothing_more};
use crate::{DataType, JsonValue, Measure, Shape};

const BYTES: Scalar = Scalar {
    label: "bytes",
    read: |value, strict| match value {
        JsonValue::Str(text) if !strict => Ok(Scanned::new(
            Coerced::Text(text.as_str().into()),
            Measure::Bytes(text.len()),
        )),
        _ => Err(Kind::BytesType.into()),
    },
    last: nothing_more,
    schema: |_| of_bytes(None),
    ruled: Ruled::AsBytes,
};

/// Python's `bytes`. Lengths count bytes.
impl DataType for Bytes {
    const SHAPE: &'static Shape = &Shape::Scalar(&BYTES);

    fn read_from<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Content)
    }

    /// Bytes that are no UTF-8 cannot be written: an error, as in Pydantic.
    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = std::str::from_utf8(self).map_err(serde::ser::Error::custom)?;
        serializer.serialize_str(text)
    }

    fn measure(&self) -> Measure<'_> {
        Measure::Bytes(self.len())
    }

    fn from_text(text: &str) -> Option<Self> {
        Some(Self::copy_from_slice(text.as_bytes()))
    }

    fn from_bytes(content: &Self) -> Option<Self> {
        Some(content.clone())
    }
}

/// A text, or what is in a file.
struct Content;

impl Visitor<'_> for Content {
    type Value = Bytes;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Bytes, E> {
        self.visit_bytes(text.as_bytes())
    }

    fn visit_bytes<E: Error>(self, content: &[u8]) -> Result<Bytes, E> {
        Ok(Bytes::copy_from_slice(content))
    }
}
