//! A value that may be left out, and is not `null` if it is there: FastAPI's `q: list[int] = None`.

use bytes::Bytes;
use serde::{Deserializer, Serializer};

use crate::{DataType, Measure, Shape};

/// An `Option` that is `None` only if it is absent: no table and no document knows `null` of it.
#[derive(Debug)]
#[expect(
    clippy::exhaustive_structs,
    reason = "made and taken apart by generated code"
)]
pub struct NotNull<O: Nullable>(pub O);

/// An `Option`.
#[diagnostic::on_unimplemented(
    message = "`not_null` is for an `Option`, and a `{Self}` is never `null`",
    label = "leave `not_null` out, or write `Option<{Self}>`"
)]
pub trait Nullable {}

impl<T> Nullable for Option<T> {}

impl<T: DataType> DataType for NotNull<Option<T>> {
    const SHAPE: &'static Shape = T::SHAPE;

    fn read_from<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read_from(deserializer).map(Some).map(Self)
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write_to(serializer)
    }

    fn absent() -> Option<Self> {
        Some(Self(None))
    }

    fn holds(&self) -> bool {
        self.0.holds()
    }

    fn measure(&self) -> Measure<'_> {
        self.0.measure()
    }

    fn from_text(text: &str) -> Option<Self> {
        T::from_text(text).map(Some).map(Self)
    }

    fn from_texts(texts: &mut dyn Iterator<Item = &str>) -> Option<Self> {
        T::from_texts(texts).map(Some).map(Self)
    }

    fn from_bytes(content: &Bytes) -> Option<Self> {
        T::from_bytes(content).map(Some).map(Self)
    }

    fn from_byte_strings(contents: &mut dyn Iterator<Item = Bytes>) -> Option<Self> {
        T::from_byte_strings(contents).map(Some).map(Self)
    }
}
