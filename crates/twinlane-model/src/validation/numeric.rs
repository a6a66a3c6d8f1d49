//! Values on which bounds can be put.

use std::cmp::Ordering;

use crate::shape::Bound;
use crate::spelling::decimal::Decimal;
use crate::spelling::moment;

/// A number that bounds can be put on. Not-a-number is neither below, above nor equal to anything.
pub(super) trait Numeric {
    fn is_below(&self, bound: Bound) -> bool;
    fn is_above(&self, bound: Bound) -> bool;
    fn equals(&self, bound: Bound) -> bool;
    fn is_multiple_of(&self, factor: Bound) -> bool;
}

impl Numeric for i128 {
    #[inline]
    fn is_below(&self, bound: Bound) -> bool {
        match bound {
            Bound::Int(bound) => *self < bound,
            bound => to_f64(*self) < bound.as_f64(),
        }
    }

    #[inline]
    fn is_above(&self, bound: Bound) -> bool {
        match bound {
            Bound::Int(bound) => *self > bound,
            bound => to_f64(*self) > bound.as_f64(),
        }
    }

    #[inline]
    fn equals(&self, bound: Bound) -> bool {
        match bound {
            Bound::Int(bound) => *self == bound,
            bound => to_f64(*self).total_cmp(&bound.as_f64()).is_eq(),
        }
    }

    #[inline]
    fn is_multiple_of(&self, factor: Bound) -> bool {
        match factor {
            Bound::Int(factor) => self.checked_rem(factor).is_none_or(|rest| rest == 0),
            factor => to_f64(*self).is_multiple_of(factor),
        }
    }
}

impl Numeric for f64 {
    #[inline]
    fn is_below(&self, bound: Bound) -> bool {
        *self < bound.as_f64()
    }

    #[inline]
    fn is_above(&self, bound: Bound) -> bool {
        *self > bound.as_f64()
    }

    #[inline]
    #[expect(clippy::float_cmp, reason = "a bound is exact")]
    fn equals(&self, bound: Bound) -> bool {
        *self == bound.as_f64()
    }

    /// As Pydantic: to a billionth of the number.
    #[inline]
    fn is_multiple_of(&self, factor: Bound) -> bool {
        let factor = factor.as_f64();
        let rest = (self % factor).abs();
        let tolerance = self.abs() / 1e9;
        !(rest > tolerance && (rest - factor).abs() > tolerance)
    }
}

/// Bounds are rounded as the number was: `0.1` is not above a bound of `0.1`.
impl Numeric for f32 {
    #[inline]
    fn is_below(&self, bound: Bound) -> bool {
        *self < bound.as_f32()
    }

    #[inline]
    fn is_above(&self, bound: Bound) -> bool {
        *self > bound.as_f32()
    }

    #[inline]
    #[expect(clippy::float_cmp, reason = "a bound is exact")]
    fn equals(&self, bound: Bound) -> bool {
        *self == bound.as_f32()
    }

    /// To a millionth of the number, which is what 32 bits can tell.
    #[inline]
    fn is_multiple_of(&self, factor: Bound) -> bool {
        let factor = factor.as_f64();
        let number = f64::from(*self);
        let rest = (number % factor).abs();
        let tolerance = number.abs() / 1e6;
        !(rest > tolerance && (rest - factor).abs() > tolerance)
    }
}

/// The digits of a whole number that is longer than 128 bits (or than 127, and positive).
pub(super) struct Digits<'d>(pub(super) &'d str);

impl Digits<'_> {
    pub(super) fn is_negative(&self) -> bool {
        self.0.starts_with('-')
    }

    fn as_f64(&self) -> f64 {
        self.0.parse().unwrap_or(f64::NAN)
    }
}

impl Numeric for Digits<'_> {
    fn is_below(&self, bound: Bound) -> bool {
        match bound {
            Bound::Int(_) => self.is_negative(),
            bound => self.as_f64() < bound.as_f64(),
        }
    }

    fn is_above(&self, bound: Bound) -> bool {
        match bound {
            Bound::Int(_) => !self.is_negative(),
            bound => self.as_f64() > bound.as_f64(),
        }
    }

    fn equals(&self, bound: Bound) -> bool {
        matches!(bound, Bound::Float(bound) if self.as_f64().total_cmp(&bound).is_eq())
    }

    fn is_multiple_of(&self, factor: Bound) -> bool {
        let factor = match factor {
            Bound::Int(0) => return true,
            Bound::Int(factor) => factor.unsigned_abs(),
            _ => return self.as_f64().is_multiple_of(factor),
        };
        let mut digits = self
            .0
            .bytes()
            .filter(u8::is_ascii_digit)
            .map(|digit| u128::from(digit - b'0'));
        // Long division. A factor near 128 bits cannot be divided by in this way; nobody has one.
        let rest = digits.try_fold(0_u128, |rest, digit| {
            Some(rest.checked_mul(10)?.checked_add(digit)? % factor)
        });
        rest == Some(0)
    }
}

/// A moment, and how its bounds are read. No value keeps a bound that is none of the type: those do not compile.
pub(super) struct Ordered<'m, T>(
    pub(super) &'m T,
    pub(super) &'m dyn Fn(&str) -> Result<T, moment::Failure>,
);

impl<T: PartialOrd> Ordered<'_, T> {
    fn compare(&self, bound: Bound) -> Option<Ordering> {
        match bound {
            Bound::Text(text) => self.0.partial_cmp(&(self.1)(text).ok()?),
            Bound::Int(_) | Bound::Float(_) => None,
        }
    }
}

impl<T: PartialOrd> Numeric for Ordered<'_, T> {
    fn is_below(&self, bound: Bound) -> bool {
        self.compare(bound) == Some(Ordering::Less)
    }

    fn is_above(&self, bound: Bound) -> bool {
        self.compare(bound) == Some(Ordering::Greater)
    }

    fn equals(&self, bound: Bound) -> bool {
        self.compare(bound) == Some(Ordering::Equal)
    }

    fn is_multiple_of(&self, _: Bound) -> bool {
        true
    }
}

impl Numeric for Decimal {
    fn is_below(&self, bound: Bound) -> bool {
        self.compare(&bound.as_decimal()) == Ordering::Less
    }

    fn is_above(&self, bound: Bound) -> bool {
        self.compare(&bound.as_decimal()) == Ordering::Greater
    }

    fn equals(&self, bound: Bound) -> bool {
        self.compare(&bound.as_decimal()) == Ordering::Equal
    }

    fn is_multiple_of(&self, factor: Bound) -> bool {
        Self::is_multiple_of(self, &factor.as_decimal())
    }
}

impl Bound {
    /// The decimal number that it is. The macros refuse a text that is none.
    pub(crate) fn as_decimal(self) -> Decimal {
        match self {
            Self::Int(number) => Decimal::from_i128(number),
            Self::Float(number) => {
                Decimal::parse(&crate::json::python_float(number)).unwrap_or_default()
            }
            Self::Text(text) => Decimal::parse(text).unwrap_or_default(),
        }
    }

    /// The nearest 64-bit float.
    #[inline]
    pub(crate) fn as_f64(self) -> f64 {
        match self {
            Self::Int(number) => to_f64(number),
            Self::Float(number) => number,
            Self::Text(text) => text.parse().unwrap_or(f64::NAN),
        }
    }

    #[inline]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "rounded to 32 bits on purpose"
    )]
    fn as_f32(self) -> f32 {
        self.as_f64() as f32
    }

    /// The whole number that it is, if it is one of at most 128 bits.
    pub(crate) fn as_int(self) -> Option<i128> {
        match self {
            Self::Int(number) => Some(number),
            Self::Float(number) => whole(number),
            Self::Text(text) => text.parse().ok(),
        }
    }
}

#[inline]
#[expect(
    clippy::cast_precision_loss,
    reason = "the nearest float, as in Python"
)]
fn to_f64(number: i128) -> f64 {
    number as f64
}

/// The whole number that a float is, if it is one and fits 64 bits (as Pydantic has it, without the ends).
pub(super) fn whole(number: f64) -> Option<i128> {
    const END: f64 = 9_223_372_036_854_775_808.0;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "it has no fraction and is in range"
    )]
    (number.fract() == 0.0 && -END < number && number < END).then_some(number as i128)
}
