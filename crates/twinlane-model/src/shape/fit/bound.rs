//! A bound as a value of the type, which has an order.

use super::super::{Bound, IntWidth, Rules};
use super::moment::{moment, number_of};
use super::rule_name::RuleName;
use super::values::Values;

/// A value that bounds are compared by.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value {
    Whole(i128),
    Float(f64),
    /// Near the number: two that are equal may be two numbers.
    Near(f64),
    /// A date, a time or a duration, counted from some beginning; with a time zone or without one.
    Moment(i128, bool),
}

/// The greatest number of `rust_decimal`.
const MOST_DECIMAL: f64 = 79_228_162_514_264_337_593_543_950_335.0;

/// The whole numbers that a float tells apart.
const MOST_EXACT: i128 = 1 << 53;

/// The bound as one of the values; `None` if it is none.
pub(super) const fn value(values: Values, bound: Bound) -> Option<Value> {
    match (values, bound) {
        (Values::Int(width), Bound::Int(number)) if is_in(width, number) => {
            Some(Value::Whole(number))
        }
        (Values::Float | Values::Float32, Bound::Int(number)) => float(values, nearest(number)),
        (Values::Float | Values::Float32, Bound::Float(number)) => float(values, number),
        (Values::Decimal, Bound::Int(number)) => {
            decimal(nearest(number), -MOST_EXACT < number && number < MOST_EXACT)
        }
        (Values::Decimal, Bound::Float(number)) => decimal(number, false),
        (Values::Decimal, Bound::Text(text)) => match number_of(text) {
            Some(number) => decimal(number, false),
            None => None,
        },
        (Values::Moment(rule), Bound::Text(text)) => match moment(rule, text) {
            Some((at, has_zone)) => Some(Value::Moment(at, has_zone)),
            None => None,
        },
        _ => None,
    }
}

/// The least and the greatest number of a width. Those over 127 bits cannot be written as bounds.
pub(super) const fn ends(width: IntWidth) -> (i128, i128) {
    let (signed, bits) = (width.signed, width.bits as u32);
    match (signed, bits) {
        (true, 1..=127) => (-(1 << (bits - 1)), (1 << (bits - 1)) - 1),
        (true, _) => (i128::MIN, i128::MAX),
        (false, 1..=126) => (0, (1 << bits) - 1),
        (false, _) => (0, i128::MAX),
    }
}

const fn is_in(width: IntWidth, number: i128) -> bool {
    let (least, most) = ends(width);
    least <= number && number <= most
}

const fn float(values: Values, number: f64) -> Option<Value> {
    let most = match values {
        Values::Float32 => f32::MAX as f64,
        _ => f64::MAX,
    };
    if -most <= number && number <= most {
        return Some(Value::Float(number));
    }
    None
}

const fn decimal(number: f64, is_exact: bool) -> Option<Value> {
    if !(-MOST_DECIMAL <= number && number <= MOST_DECIMAL) {
        return None;
    }
    if is_exact {
        return Some(Value::Float(number));
    }
    Some(Value::Near(number))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "the nearest float, as where the rule is kept"
)]
const fn nearest(number: i128) -> f64 {
    number as f64
}

impl Value {
    /// True if it is a number above zero.
    pub(super) const fn is_positive(self) -> bool {
        match self {
            Self::Whole(number) => number > 0,
            Self::Float(number) | Self::Near(number) => number > 0.0,
            Self::Moment(..) => false,
        }
    }

    /// True if it is greater, for sure.
    pub(super) const fn is_above(self, other: Self) -> bool {
        match (self, other) {
            (Self::Whole(one), Self::Whole(two)) => one > two,
            (Self::Float(one) | Self::Near(one), Self::Float(two) | Self::Near(two)) => one > two,
            // One with a zone and one without have no order.
            (Self::Moment(one, zoned), Self::Moment(two, is_zoned)) => {
                zoned == is_zoned && one > two
            }
            _ => false,
        }
    }

    /// True if it is the same, for sure.
    #[expect(clippy::float_cmp, reason = "the same bound, written twice")]
    pub(super) const fn is_same(self, other: Self) -> bool {
        match (self, other) {
            (Self::Whole(one), Self::Whole(two)) => one == two,
            (Self::Float(one), Self::Float(two)) => one == two,
            (Self::Moment(one, zoned), Self::Moment(two, is_zoned)) => {
                zoned == is_zoned && one == two
            }
            _ => false,
        }
    }
}

/// The bound that the rule has, as one of the values.
pub(super) const fn bound_value(rule: RuleName, rules: &Rules, values: Values) -> Option<Value> {
    let Some(bound) = bound_of(rule, rules) else {
        return None;
    };
    match value(values, bound) {
        Some(factor) if matches!(rule, RuleName::MultipleOf) && !factor.is_positive() => None,
        value => value,
    }
}

pub(super) const fn bound_of(rule: RuleName, rules: &Rules) -> Option<Bound> {
    match rule {
        RuleName::Gt => rules.gt,
        RuleName::Ge => rules.ge,
        RuleName::Lt => rules.lt,
        RuleName::Le => rules.le,
        RuleName::MultipleOf => rules.multiple_of,
        _ => None,
    }
}
