//! Whole numbers of any size.

use num_bigint::BigInt;
use serde::de::{Error, Visitor};
use serde::{Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::shape::IntWidth;
use crate::{DataType, Measure, Shape};

/// Python's `int`: of up to 4300 digits.
impl DataType for BigInt {
    const SHAPE: &'static Shape = &Shape::Int(IntWidth::UNBOUNDED);

    fn read_from<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Digits)
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let digits = RawValue::from_string(self.to_string());
        digits
            .map_err(serde::ser::Error::custom)?
            .serialize(serializer)
    }

    fn measure(&self) -> Measure<'_> {
        Measure::Int(i128::try_from(self).unwrap_or(i128::MAX))
    }

    fn from_text(text: &str) -> Option<Self> {
        let is_plain = text.len() <= MOST_DIGITS
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'-');
        text.parse().ok().filter(|_| is_plain)
    }
}

const MOST_DIGITS: usize = 4300;

/// Beyond 64 bits a document is left to the slow pass, which hands over the digits.
struct Digits;

impl Visitor<'_> for Digits {
    type Value = BigInt;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a whole number")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<BigInt, E> {
        Ok(number.into())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<BigInt, E> {
        Ok(number.into())
    }

    fn visit_i128<E: Error>(self, number: i128) -> Result<BigInt, E> {
        Ok(number.into())
    }

    fn visit_str<E: Error>(self, digits: &str) -> Result<BigInt, E> {
        // In a document this is a text, which has other spellings: digits alone come from the slow pass as well.
        BigInt::from_text(digits).ok_or_else(|| E::custom("another spelling"))
    }
}
