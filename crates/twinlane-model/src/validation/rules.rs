//! Checks a value against its rules, and finds the one that it breaks. The order is Pydantic's.

use speedate::{Date, DateTime};

use super::numeric::{Numeric, Ordered};
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
    /// True if a value of this measure satisfies every rule, as it is.
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
            | Measure::Made(_)
            | Measure::MadeBytes(_)
            | Measure::Set(_)
                if self.strict =>
            {
                false
            }
            Measure::Int(i128::MAX) => !self.bounds().is_any(),
            Measure::Items(_) if self.unique_items => false,
            Measure::Text(text) => self.is_normal(text) && self.broken(measure).is_none(),
            Measure::Made(text) => self.is_normal(text) && self.broken(measure).is_none(),
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
            Measure::Made(text) => broken_by_text(lengths, pattern, text),
            Measure::Char(character) => {
                broken_by_text(lengths, pattern, character.encode_utf8(&mut [0; 4]))
            }
            Measure::Bytes(length)
            | Measure::MadeBytes(length)
            | Measure::Items(length)
            | Measure::Set(length) => lengths.broken_by(*length),
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

    /// True if nothing in the text would be changed.
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
