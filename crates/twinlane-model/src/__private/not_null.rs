//! A value that may be left out, and is not `null` if it is there: FastAPI's `q: list[int] = None`.

use bytes::Bytes;
use serde::de::Visitor;
use serde::{Deserializer, Serializer, forward_to_deserialize_any};

use crate::{DataType, Measure, Shape};

/// An `Option` that is `None` only if it is absent: no table and no document knows `null` of it.
///
/// Any type can stand in it, so that one that is no `Option` is one error, where generated code requires [`Nullable`].
#[derive(Debug)]
#[expect(
    clippy::exhaustive_structs,
    reason = "made and taken apart by generated code"
)]
pub struct NotNull<O>(pub O);

/// An `Option`.
#[diagnostic::on_unimplemented(
    message = "`not_null` is for an `Option`, and a `{Self}` is never `null`",
    label = "leave `not_null` out, or write `Option<{Self}>`"
)]
pub trait Nullable {}

impl<T> Nullable for Option<T> {}

/// That a field need not be present, for its `Option` is then `None`: where generated code requires an `Option`.
pub fn may_be_absent<O: Nullable>() -> bool {
    false
}

impl<O: DataType> DataType for NotNull<O> {
    const SHAPE: &'static Shape = match O::SHAPE {
        Shape::Optional(inner) => inner,
        shape => shape,
    };

    fn read_from<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        O::read_from(Present(deserializer)).map(Self)
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write_to(serializer)
    }

    fn absent() -> Option<Self> {
        O::absent().map(Self)
    }

    fn holds(&self) -> bool {
        self.0.holds()
    }

    fn measure(&self) -> Measure<'_> {
        self.0.measure()
    }

    fn from_text(text: &str) -> Option<Self> {
        O::from_text(text).map(Self)
    }

    fn from_texts(texts: &mut dyn Iterator<Item = &str>) -> Option<Self> {
        O::from_texts(texts).map(Self)
    }

    fn from_bytes(content: &Bytes) -> Option<Self> {
        O::from_bytes(content).map(Self)
    }

    fn from_byte_strings(contents: &mut dyn Iterator<Item = Bytes>) -> Option<Self> {
        O::from_byte_strings(contents).map(Self)
    }
}

/// A deserializer for an `Option` that is there: `null` is read as what is in the `Option`, which refuses it.
struct Present<D>(D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Present<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_any(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        visitor.visit_some(self.0)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct seq
        tuple tuple_struct map struct enum identifier ignored_any
    }
}
