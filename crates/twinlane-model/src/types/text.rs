//! Reading a type from a text, whatever it is.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::{Error, Visitor};

/// Reads a text and makes a value of it; `None` refuses.
pub(crate) fn read_text_as<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    make: impl FnOnce(&str) -> Option<T>,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(Text(make, PhantomData))
}

struct Text<F, T>(F, PhantomData<T>);

impl<F: FnOnce(&str) -> Option<T>, T> Visitor<'_> for Text<F, T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text in its usual spelling")
    }

    #[inline]
    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.0)(text).ok_or_else(|| E::custom("another spelling"))
    }
}

/// `DataType` for a type that JSON writes as a text: its table, its reader and its writer.
macro_rules! text_type {
    ($type:ty, $scalar:expr, $read:expr, $write:expr, $measure:expr) => {
        impl $crate::DataType for $type {
            const SHAPE: &'static $crate::Shape = &$crate::Shape::Scalar(&$scalar);

            #[inline]
            fn read_from<'de, D: serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                $crate::types::read_text_as(deserializer, $read)
            }

            fn write_to<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&$write(self))
            }

            fn measure(&self) -> $crate::Measure<'_> {
                $measure(self)
            }

            fn from_text(text: &str) -> Option<Self> {
                $read(text)
            }
        }
    };
}

pub(crate) use text_type;
