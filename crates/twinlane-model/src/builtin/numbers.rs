//! Numbers and truth values.

use super::as_serde_has_it;
use crate::{
    DataType, Measure,
    shape::{IntWidth, Shape},
};

macro_rules! integers {
    ($($integer:ty: $width:expr;)*) => {$(
        impl DataType for $integer {
            const SHAPE: &'static Shape = &Shape::Int($width);

            as_serde_has_it!();
            #[inline]
    fn measure(&self) -> Measure<'_> {
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

    as_serde_has_it!();

    // The document `-0` is a whole number, whose float is `0.0`; `serde_json` reads `-0.0`.
    #[inline]
    fn holds(&self) -> bool {
        self.to_bits() != (-0.0_f64).to_bits()
    }

    #[inline]
    fn measure(&self) -> Measure<'_> {
        Measure::Float(*self)
    }

    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl DataType for f32 {
    const SHAPE: &'static Shape = &Shape::Float32;

    // By way of 64 bits, as the slow pass does: rounding once gives another number now and then.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "rounded to 32 bits on purpose"
    )]
    fn read_from<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        f64::read_from(deserializer).map(|number| number as Self)
    }

    fn write_to<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f32(*self)
    }

    #[inline]
    fn holds(&self) -> bool {
        // A number that is finite with 64 bits only is for the slow pass to refuse.
        self.to_bits() != (-0.0_f32).to_bits() && self.is_finite()
    }

    #[inline]
    fn measure(&self) -> Measure<'_> {
        Measure::Float32(*self)
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "rounded to 32 bits on purpose"
    )]
    fn from_text(text: &str) -> Option<Self> {
        let number: f64 = text.parse().ok()?;
        let rounded = number as Self;
        (rounded.is_finite() || !number.is_finite()).then_some(rounded)
    }
}

impl DataType for bool {
    const SHAPE: &'static Shape = &Shape::Bool;

    as_serde_has_it!();

    fn from_text(text: &str) -> Option<Self> {
        match text {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "pointers have at most 128 bits"
)]
const POINTER_BITS: u8 = usize::BITS as u8;
