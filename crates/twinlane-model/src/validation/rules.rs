//! Whether a value satisfies its rules, and which it breaks. The order is Pydantic's.

use std::cmp::Ordering;

use speedate::{Date, DateTime};

use crate::measure::{Exact, Measure, Moment, MomentKind};
use crate::shape::{Bound, Case, Pattern, Rules, Tense};
use crate::spelling::decimal::{Decimal, PlacesRule};
use crate::spelling::moment;

// The rules of a field are a constant, and so is the kind of its measure: inlined, most of this is decided while compiling.
#[expect(
    clippy::inline_always,
    reason = "measured: a fourteenth of reading a model otherwise"
)]
impl Rules {
    /// Whether a value of this measure satisfies every rule, as it is.
    ///
    /// `false` also where that is not certain: whole numbers over `i128::MAX`, whose measure is not exact; a text that
    /// would be changed first; a set, whose duplicates are gone. The slow pass decides about those.
    #[inline(always)]
    pub fn hold(&self, measure: &Measure<'_>) -> bool {
        match measure {
            Measure::Nothing => true,
            Measure::Lax
            | Measure::Moment(_)
            | Measure::Decimal(_)
            | Measure::Bytes(_)
            | Measure::Set(_)
                if self.strict =>
            {
                false
            }
            Measure::Int(i128::MAX) => !self.bounds().is_any(),
            Measure::Items(_) if self.unique_items => false,
            Measure::Text(text) => self.is_normal(text) && self.broken(measure).is_none(),
            Measure::Char(character) => {
                self.is_normal(character.encode_utf8(&mut [0; 4])) && self.broken(measure).is_none()
            }
            measure => self.broken(measure).is_none(),
        }
    }

    /// The first rule that a value of this measure breaks.
    ///
    /// The rules are taken apart in full: a new one does not compile until it is kept, here or where its comment says.
    #[inline(always)]
    pub(super) fn broken(&self, measure: &Measure<'_>) -> Option<Rule> {
        let &Self {
            gt,
            ge,
            lt,
            le,
            multiple_of,
            min_length,
            max_length,
            pattern,
            max_digits,
            decimal_places,
            finite,
            tense,
            // Kept by the walk over a list, to which the fast pass leaves it.
            unique_items: _,
            // They change a text before it is measured: `stripped` and `recased`.
            strip: _,
            case: _,
            // Kept by the walk, which knows what was coerced.
            strict: _,
        } = self;
        let bounds = Bounds {
            gt,
            ge,
            lt,
            le,
            multiple_of,
        };
        let lengths = Lengths {
            min_length,
            max_length,
        };
        match measure {
            Measure::Nothing | Measure::Lax => None,
            Measure::Int(number) => bounds.broken_by(number),
            Measure::Float(number) if finite && !number.is_finite() => Some(Rule::Finite),
            Measure::Float(number) => bounds.broken_by(number),
            Measure::Float32(number) if finite && !number.is_finite() => Some(Rule::Finite),
            Measure::Float32(number) => bounds.broken_by(number),
            Measure::Text(text) => broken_by_text(lengths, pattern, text),
            Measure::Char(character) => {
                broken_by_text(lengths, pattern, character.encode_utf8(&mut [0; 4]))
            }
            Measure::Bytes(length) | Measure::Items(length) | Measure::Set(length) => {
                lengths.broken_by(*length)
            }
            Measure::Moment(moment) => broken_by_moment(bounds, tense, moment),
            Measure::Decimal(Exact(decimal)) => {
                broken_by_places(max_digits, decimal_places, decimal)
                    .or_else(|| bounds.broken_by(decimal))
            }
        }
    }

    /// The first bound that the number breaks.
    pub(super) fn broken_by<N: Numeric>(&self, number: &N) -> Option<Rule> {
        self.bounds().broken_by(number)
    }

    /// The text as it is checked: without the spaces around it, where they are to be removed.
    #[inline(always)]
    pub(super) fn stripped<'t>(&self, text: &'t str) -> &'t str {
        if self.strip { text.trim() } else { text }
    }

    /// The text that remains, where its case is to be changed.
    #[inline(always)]
    pub(super) fn recased(&self, text: &str) -> Option<String> {
        self.case.map(|case| match case {
            Case::Lower => text.to_lowercase(),
            Case::Upper => text.to_uppercase(),
        })
    }

    /// Whether nothing in the text would be changed.
    #[inline(always)]
    fn is_normal(&self, text: &str) -> bool {
        self.stripped(text).len() == text.len()
            && self.recased(text).is_none_or(|recased| recased == text)
    }

    #[inline(always)]
    fn bounds(&self) -> Bounds {
        Bounds {
            gt: self.gt,
            ge: self.ge,
            lt: self.lt,
            le: self.le,
            multiple_of: self.multiple_of,
        }
    }
}

/// The rules of values that have an order.
#[derive(Clone, Copy)]
struct Bounds {
    gt: Option<Bound>,
    ge: Option<Bound>,
    lt: Option<Bound>,
    le: Option<Bound>,
    multiple_of: Option<Bound>,
}

#[expect(
    clippy::inline_always,
    reason = "measured: a fourteenth of reading a model otherwise"
)]
impl Bounds {
    #[inline(always)]
    fn broken_by<N: Numeric>(self, number: &N) -> Option<Rule> {
        let breaks = |bound: Option<Bound>, holds: fn(&N, Bound) -> bool| {
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

    #[inline(always)]
    fn is_any(self) -> bool {
        [self.multiple_of, self.le, self.lt, self.ge, self.gt]
            .iter()
            .any(Option::is_some)
    }
}

/// The rules of values that have a length.
#[derive(Clone, Copy)]
struct Lengths {
    min_length: Option<usize>,
    max_length: Option<usize>,
}

#[expect(
    clippy::inline_always,
    reason = "measured: a fourteenth of reading a model otherwise"
)]
impl Lengths {
    #[inline(always)]
    fn broken_by(self, length: usize) -> Option<Rule> {
        if self.min_length.is_some_and(|least| length < least) {
            Some(Rule::MinLength)
        } else if self.max_length.is_some_and(|most| length > most) {
            Some(Rule::MaxLength)
        } else {
            None
        }
    }

    /// True if the bytes alone say that the number of characters is right: a character has one to four of them.
    #[inline(always)]
    fn surely_fit(self, text: &str) -> bool {
        let (least, most) = (text.len().div_ceil(4), text.len());
        self.min_length.is_none_or(|bound| least >= bound)
            && self.max_length.is_none_or(|bound| most <= bound)
    }
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "measured: a fourteenth of reading a model otherwise"
)]
fn broken_by_text(
    lengths: Lengths,
    pattern: Option<fn() -> &'static Pattern>,
    text: &str,
) -> Option<Rule> {
    if !lengths.surely_fit(text)
        && let Some(rule) = lengths.broken_by(text.chars().count())
    {
        return Some(rule);
    }
    let pattern = pattern?;
    (!pattern().matches(text)).then_some(Rule::Pattern)
}

#[inline(never)]
fn broken_by_places(
    max_digits: Option<u32>,
    decimal_places: Option<u32>,
    decimal: &Decimal,
) -> Option<Rule> {
    let broken = decimal.broken_places(max_digits, decimal_places)?;
    Some(match broken {
        PlacesRule::MaxDigits => Rule::MaxDigits,
        PlacesRule::MaxPlaces => Rule::MaxPlaces,
        PlacesRule::WholeDigits(most) => Rule::WholeDigits(most),
    })
}

#[inline(never)]
fn broken_by_moment(bounds: Bounds, tense: Option<Tense>, Moment(moment): &Moment) -> Option<Rule> {
    match moment {
        MomentKind::Date(date) => bounds
            .broken_by(&Ordered(date, &moment::date))
            .or_else(|| broken_by_tense(tense?, date, &Date::today(0).ok()?)),
        MomentKind::Time(time) => bounds.broken_by(&Ordered(time, &moment::time)),
        MomentKind::DateTime(datetime) => bounds
            .broken_by(&Ordered(datetime, &moment::datetime))
            .or_else(|| broken_by_tense(tense?, datetime, &DateTime::now(0).ok()?)),
        MomentKind::Duration(duration) => bounds.broken_by(&Ordered(duration, &moment::duration)),
    }
}

fn broken_by_tense<T: PartialOrd>(tense: Tense, value: &T, now: &T) -> Option<Rule> {
    let holds = match tense {
        Tense::Past => value < now,
        Tense::Future => value > now,
    };
    (!holds).then_some(Rule::Tense)
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
    Pattern,
    Finite,
    Tense,
    MaxDigits,
    MaxPlaces,
    WholeDigits(u32),
}

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
struct Ordered<'m, T>(&'m T, &'m dyn Fn(&str) -> Result<T, moment::Failure>);

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
            Self::Float(number) => super::number::whole(number),
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
