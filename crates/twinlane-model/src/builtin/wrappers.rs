//! Types around one value: `Option`, `Box`, `Arc`.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use bytes::Bytes;
use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};

use crate::{Data, DataType, Measure, Shape};

impl<T: DataType> DataType for Option<T> {
    const SHAPE: &'static Shape = &Shape::Optional(T::SHAPE);

    #[inline]
    fn read_from<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(OrNull(PhantomData))
    }

    #[inline]
    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => serializer.serialize_some(&Data(value)),
            None => serializer.serialize_none(),
        }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    #[inline]
    fn holds(&self) -> bool {
        self.as_ref().is_none_or(DataType::holds)
    }

    #[inline]
    fn measure(&self) -> Measure<'_> {
        self.as_ref().map_or(Measure::Nothing, DataType::measure)
    }

    fn from_text(text: &str) -> Option<Self> {
        T::from_text(text).map(Some)
    }

    fn from_texts(texts: &mut dyn Iterator<Item = &str>) -> Option<Self> {
        T::from_texts(texts).map(Some)
    }

    fn from_bytes(content: &Bytes) -> Option<Self> {
        T::from_bytes(content).map(Some)
    }

    fn from_byte_strings(contents: &mut dyn Iterator<Item = Bytes>) -> Option<Self> {
        T::from_byte_strings(contents).map(Some)
    }
}

struct OrNull<T>(PhantomData<T>);

impl<'de, T: DataType> Visitor<'de> for OrNull<T> {
    type Value = Option<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value or null")
    }

    #[inline]
    fn visit_none<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    #[inline]
    fn visit_unit<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    #[inline]
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        T::read_from(deserializer).map(Some)
    }
}

macro_rules! pointers {
    ($($pointer:ident $(: $bound:ident)?;)*) => {$(
        impl<T: DataType $(+ $bound)?> DataType for $pointer<T> {
            const SHAPE: &'static Shape = T::SHAPE;

            fn read_from<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                T::read_from(deserializer).map(Self::new)
            }

            fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                (**self).write_to(serializer)
            }

            fn absent() -> Option<Self> {
                T::absent().map(Self::new)
            }

            #[inline]
            fn holds(&self) -> bool {
                (**self).holds()
            }

            #[inline]
            fn measure(&self) -> Measure<'_> {
                (**self).measure()
            }

            fn from_text(text: &str) -> Option<Self> {
                T::from_text(text).map(Self::new)
            }

            fn from_texts(texts: &mut dyn Iterator<Item = &str>) -> Option<Self> {
                T::from_texts(texts).map(Self::new)
            }
        }
    )*};
}

pointers! {
    Box;
    Arc: Sync;
}
