//! The types of Rust that are data types.

use serde_json::Value;

use crate::{
    DataType,
    shape::{IntWidth, Measure, Shape},
};

macro_rules! integers {
    ($($integer:ty: $width:expr;)*) => {$(
        impl DataType for $integer {
            const SHAPE: &'static Shape = &Shape::Int($width);

            fn measure(&self) -> Measure {
                Measure::Int(i128::try_from(*self).unwrap_or(i128::MAX))
            }

            fn from_text(text: &str) -> Option<Self> {
                text.parse().ok()
            }
        }
    )*};
}

integers! {
    i8: IntWidth::signed(8);
    i16: IntWidth::signed(16);
    i32: IntWidth::signed(32);
    i64: IntWidth::signed(64);
    i128: IntWidth::signed(128);
    isize: IntWidth::signed(POINTER_BITS);
    u8: IntWidth::unsigned(8);
    u16: IntWidth::unsigned(16);
    u32: IntWidth::unsigned(32);
    u64: IntWidth::unsigned(64);
    u128: IntWidth::unsigned(128);
    usize: IntWidth::unsigned(POINTER_BITS);
}

impl DataType for f64 {
    const SHAPE: &'static Shape = &Shape::Float;

    // The document `-0` is a whole number, whose float is `0.0`; `serde_json` reads `-0.0`.
    fn holds(&self) -> bool {
        self.to_bits() != (-0.0_f64).to_bits()
    }

    fn measure(&self) -> Measure {
        Measure::Float(*self)
    }

    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl DataType for f32 {
    const SHAPE: &'static Shape = &Shape::Float32;

    fn holds(&self) -> bool {
        self.to_bits() != (-0.0_f32).to_bits()
    }

    fn measure(&self) -> Measure {
        Measure::Float32(*self)
    }
}

impl DataType for bool {
    const SHAPE: &'static Shape = &Shape::Bool;

    fn from_text(text: &str) -> Option<Self> {
        match text {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        }
    }
}

impl DataType for String {
    const SHAPE: &'static Shape = &Shape::Str;

    fn measure(&self) -> Measure {
        Measure::Length(self.chars().count())
    }

    fn from_text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

impl DataType for () {
    const SHAPE: &'static Shape = &Shape::Null;
}

impl DataType for Value {
    const SHAPE: &'static Shape = &Shape::Any;

    fn holds(&self) -> bool {
        match self {
            Self::Number(number) => {
                !number.is_f64() || number.as_f64().is_none_or(|float| float.holds())
            }
            Self::Array(items) => items.iter().all(DataType::holds),
            Self::Object(fields) => fields.values().all(DataType::holds),
            Self::Null | Self::Bool(_) | Self::String(_) => true,
        }
    }

    fn from_text(text: &str) -> Option<Self> {
        Some(Self::String(text.to_owned()))
    }
}

impl<T: DataType> DataType for Option<T> {
    const SHAPE: &'static Shape = &Shape::Optional(T::SHAPE);

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn holds(&self) -> bool {
        self.as_ref().is_none_or(DataType::holds)
    }

    fn measure(&self) -> Measure {
        self.as_ref().map_or(Measure::Nothing, DataType::measure)
    }

    fn from_text(text: &str) -> Option<Self> {
        T::from_text(text).map(Some)
    }

    fn from_texts(texts: &mut dyn Iterator<Item = &str>) -> Option<Self> {
        T::from_texts(texts).map(Some)
    }
}

impl<T: DataType> DataType for Vec<T> {
    const SHAPE: &'static Shape = &Shape::List(T::SHAPE);

    fn holds(&self) -> bool {
        self.iter().all(DataType::holds)
    }

    fn measure(&self) -> Measure {
        Measure::Length(self.len())
    }

    fn from_texts(texts: &mut dyn Iterator<Item = &str>) -> Option<Self> {
        texts.map(T::from_text).collect()
    }
}

impl<T: DataType> DataType for Box<T> {
    const SHAPE: &'static Shape = T::SHAPE;

    fn absent() -> Option<Self> {
        T::absent().map(Self::new)
    }

    fn holds(&self) -> bool {
        (**self).holds()
    }

    fn measure(&self) -> Measure {
        (**self).measure()
    }

    fn from_text(text: &str) -> Option<Self> {
        T::from_text(text).map(Self::new)
    }

    fn from_texts(texts: &mut dyn Iterator<Item = &str>) -> Option<Self> {
        T::from_texts(texts).map(Self::new)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "pointers have at most 128 bits"
)]
const POINTER_BITS: u8 = usize::BITS as u8;
