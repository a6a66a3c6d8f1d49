//! Whether a value satisfies its rules, and which it breaks. The order is Pydantic's.

use crate::shape::{Measure, Number, Rules};

impl Rules {
    /// Whether a value of this measure satisfies every rule.
    ///
    /// It refuses whole numbers over `i128::MAX`, whose measure is not exact: the slow pass decides about those.
    #[inline]
    pub fn hold(&self, measure: Measure) -> bool {
        match measure {
            Measure::Nothing => true,
            Measure::Int(i128::MAX) => !self.has_number_rules(),
            measure => self.broken(measure).is_none(),
        }
    }

    /// The first rule that a value of this measure breaks.
    #[inline]
    pub(super) fn broken(&self, measure: Measure) -> Option<Rule> {
        match measure {
            Measure::Nothing => None,
            Measure::Int(number) => self.broken_by(&number),
            Measure::Float(number) => self.broken_by(&number),
            Measure::Float32(number) => self.broken_by(&number),
            Measure::Length(length) => self.broken_by_length(length),
        }
    }

    #[inline]
    pub(super) fn broken_by<N: Numeric>(&self, number: &N) -> Option<Rule> {
        let breaks = |bound: Option<Number>, holds: fn(&N, Number) -> bool| {
            bound.is_some_and(|b| !holds(number, b))
        };
        if breaks(self.multiple_of, N::is_multiple_of) {
            Some(Rule::MultipleOf)
        } else if breaks(self.le, |n, bound| n.is_below(bound) || n.equals(bound)) {
            Some(Rule::Le)
        } else if breaks(self.lt, N::is_below) {
            Some(Rule::Lt)
        } else if breaks(self.ge, |n, bound| n.is_above(bound) || n.equals(bound)) {
            Some(Rule::Ge)
        } else if breaks(self.gt, N::is_above) {
            Some(Rule::Gt)
        } else {
            None
        }
    }

    #[inline]
    fn broken_by_length(&self, length: usize) -> Option<Rule> {
        if self.min_length.is_some_and(|least| length < least) {
            Some(Rule::MinLength)
        } else if self.max_length.is_some_and(|most| length > most) {
            Some(Rule::MaxLength)
        } else {
            None
        }
    }

    #[inline]
    fn has_number_rules(&self) -> bool {
        [self.multiple_of, self.le, self.lt, self.ge, self.gt]
            .iter()
            .any(Option::is_some)
    }
}

/// Which of the [`Rules`] is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    MultipleOf,
    Le,
    Lt,
    Ge,
    Gt,
    MinLength,
    MaxLength,
}

/// A number that bounds can be put on. Not-a-number is neither below, above nor equal to anything.
pub(super) trait Numeric {
    fn is_below(&self, bound: Number) -> bool;
    fn is_above(&self, bound: Number) -> bool;
    fn equals(&self, bound: Number) -> bool;
    fn is_multiple_of(&self, factor: Number) -> bool;
}

impl Numeric for i128 {
    #[inline]
    fn is_below(&self, bound: Number) -> bool {
        match bound {
            Number::Int(bound) => *self < bound,
            Number::Float(bound) => to_f64(*self) < bound,
        }
    }

    #[inline]
    fn is_above(&self, bound: Number) -> bool {
        match bound {
            Number::Int(bound) => *self > bound,
            Number::Float(bound) => to_f64(*self) > bound,
        }
    }

    #[inline]
    fn equals(&self, bound: Number) -> bool {
        match bound {
            Number::Int(bound) => *self == bound,
            Number::Float(bound) => to_f64(*self).total_cmp(&bound).is_eq(),
        }
    }

    #[inline]
    fn is_multiple_of(&self, factor: Number) -> bool {
        match factor {
            Number::Int(factor) => self.checked_rem(factor).is_none_or(|rest| rest == 0),
            Number::Float(factor) => to_f64(*self).is_multiple_of(Number::Float(factor)),
        }
    }
}

impl Numeric for f64 {
    #[inline]
    fn is_below(&self, bound: Number) -> bool {
        *self < bound.as_f64()
    }

    #[inline]
    fn is_above(&self, bound: Number) -> bool {
        *self > bound.as_f64()
    }

    #[inline]
    #[expect(clippy::float_cmp, reason = "a bound is exact")]
    fn equals(&self, bound: Number) -> bool {
        *self == bound.as_f64()
    }

    /// As Pydantic: to a billionth of the number.
    #[inline]
    fn is_multiple_of(&self, factor: Number) -> bool {
        let factor = factor.as_f64();
        let rest = (self % factor).abs();
        let tolerance = self.abs() / 1e9;
        !(rest > tolerance && (rest - factor).abs() > tolerance)
    }
}

/// Bounds are rounded as the number was: `0.1` is not above a bound of `0.1`.
impl Numeric for f32 {
    #[inline]
    fn is_below(&self, bound: Number) -> bool {
        *self < bound.as_f32()
    }

    #[inline]
    fn is_above(&self, bound: Number) -> bool {
        *self > bound.as_f32()
    }

    #[inline]
    #[expect(clippy::float_cmp, reason = "a bound is exact")]
    fn equals(&self, bound: Number) -> bool {
        *self == bound.as_f32()
    }

    /// To a millionth of the number, which is what 32 bits can tell.
    #[inline]
    fn is_multiple_of(&self, factor: Number) -> bool {
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
    fn is_below(&self, bound: Number) -> bool {
        match bound {
            Number::Int(_) => self.is_negative(),
            Number::Float(bound) => self.as_f64() < bound,
        }
    }

    fn is_above(&self, bound: Number) -> bool {
        match bound {
            Number::Int(_) => !self.is_negative(),
            Number::Float(bound) => self.as_f64() > bound,
        }
    }

    fn equals(&self, bound: Number) -> bool {
        matches!(bound, Number::Float(bound) if self.as_f64().total_cmp(&bound).is_eq())
    }

    fn is_multiple_of(&self, factor: Number) -> bool {
        let factor = match factor {
            Number::Int(0) => return true,
            Number::Int(factor) => factor.unsigned_abs(),
            Number::Float(_) => return self.as_f64().is_multiple_of(factor),
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

impl Number {
    /// The nearest 64-bit float.
    #[inline]
    pub(crate) fn as_f64(self) -> f64 {
        match self {
            Self::Int(number) => to_f64(number),
            Self::Float(number) => number,
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
            Self::Float(number) => super::number::whole(number),
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
