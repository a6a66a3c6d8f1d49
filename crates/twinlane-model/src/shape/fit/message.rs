//! The words for a rule that does not fit.

use super::misfit::{Misfit, misfit};
use super::rule_name::RuleName;
use super::values::Values;
use crate::shape::{IntWidth, MomentRule, Rules, Shape, ZoneRule};

/// Refuses a rule that does not fit the type of its field or parameter.
///
/// `said` is the rule as it is written, `ty` the type.
///
/// # Panics
///
/// While compiling: if the type has no such rule, if the bound is no value of the type, if the rule loosens one of
/// the type, or if the rules leave no value.
#[track_caller]
pub const fn check_rule(rule: RuleName, said: &str, rules: &Rules, shape: &Shape, ty: &str) {
    let Some(misfit) = misfit(rule, rules, shape) else {
        return;
    };
    let (middle, end) = words(misfit, rule, Values::of(shape));
    let mut message = Message::new();
    message.push("`");
    message.push(said);
    message.push("` ");
    message.push(middle);
    message.push(" `");
    message.push(ty);
    message.push("`: ");
    message.push(end);
    panic!("{}", message.text());
}

/// The words before the type, and the advice.
pub(super) const fn words(
    misfit: Misfit,
    rule: RuleName,
    values: Values,
) -> (&'static str, &'static str) {
    match misfit {
        Misfit::OtherValues => ("is no rule of the type", other_values(rule, values)),
        Misfit::NotNormal => (
            "would take a value out of the normal form of",
            "the domain of an address is lower case: write `to_lower`, or leave it out",
        ),
        Misfit::NoValue if matches!(rule, RuleName::MultipleOf) => {
            ("has no value of the type", wanted_factor(values))
        }
        Misfit::NoValue => ("has no value of the type", wanted(values)),
        Misfit::Loosens => ("would loosen a rule of the type", loosens(rule)),
        Misfit::LeavesNothing => (
            "and the other rules leave no value of the type",
            "every request would be refused: change one of them",
        ),
    }
}

const fn loosens(rule: RuleName) -> &'static str {
    match rule {
        RuleName::Pattern => {
            "a text has one `pattern`: leave this one out, or take a type without it"
        }
        _ => "leave this one out, or make it stricter than that of the type",
    }
}

const fn other_values(rule: RuleName, values: Values) -> &'static str {
    if matches!(values, Values::Union) {
        return "a union has its rules on its variants, as in `Number(#[field(ge = 1)] i64)`";
    }
    if matches!(values, Values::Model) && !matches!(rule, RuleName::Strict) {
        return "a model has its rules above its fields, as in `#[field(ge = 1)]`: write it there";
    }
    match rule {
        RuleName::Gt | RuleName::Ge | RuleName::Lt | RuleName::Le => {
            "`gt`, `ge`, `lt` and `le` are rules of numbers, dates, times and durations"
        }
        RuleName::MultipleOf => "`multiple_of` is a rule of numbers",
        RuleName::MinLength | RuleName::MaxLength => {
            "`min_length` and `max_length` are rules of texts, bytes, lists, sets and maps"
        }
        RuleName::Pattern if matches!(values, Values::Made(_) | Values::Bytes) => {
            "such a value has lengths, but no `pattern`: take a `String`, or write a `check`"
        }
        RuleName::Strip | RuleName::Case if matches!(values, Values::Made(_) | Values::Bytes) => {
            "such a value is not changed once it is read: take a `String`, or change it in your function"
        }
        RuleName::Pattern | RuleName::Strip | RuleName::Case => {
            "`pattern`, `strip`, `to_lower` and `to_upper` are rules of texts"
        }
        RuleName::MaxDigits | RuleName::DecimalPlaces => {
            "`max_digits` and `decimal_places` are rules of `Decimal`"
        }
        RuleName::Finite => "`allow_inf_nan` is a rule of floating-point numbers",
        RuleName::Tense => "`past` and `future` are rules of dates and of moments with a date",
        RuleName::UniqueItems => "`unique_items` is a rule of lists",
        RuleName::Strict => match values {
            Values::List | Values::Map => {
                "nothing is coerced there: write it on what it holds, as in `struct Id(#[field(strict)] i64)`"
            }
            _ => "a model says so above itself: `#[model(strict)]`",
        },
    }
}

const fn wanted(values: Values) -> &'static str {
    match values {
        Values::Int(IntWidth { signed, bits }) => match (signed, bits) {
            (true, 8) => "write a whole number from -128 to 127, as in `ge = 1`",
            (true, 16) => "write a whole number from -32768 to 32767, as in `ge = 1`",
            (true, 32) => "write a whole number from -2147483648 to 2147483647, as in `ge = 1`",
            (true, 64) => {
                "write a whole number from -9223372036854775808 to 9223372036854775807, as in `ge = 1`"
            }
            (false, 8) => "write a whole number from 0 to 255, as in `ge = 1`",
            (false, 16) => "write a whole number from 0 to 65535, as in `ge = 1`",
            (false, 32) => "write a whole number from 0 to 4294967295, as in `ge = 1`",
            (false, 64) => "write a whole number from 0 to 18446744073709551615, as in `ge = 1`",
            (false, _) => "write a whole number that is not negative, as in `ge = 1`",
            (true, _) => "write a whole number, as in `ge = 1`",
        },
        Values::Float => "write a number, as in `ge = 0.5`",
        Values::Float32 => "write a number that 32 bits hold, as in `ge = 0.5`",
        Values::Decimal => "write a number of at most 28 digits, as in `ge = 1` or `ge = \"0.5\"`",
        Values::Moment(MomentRule::Date) => "write a date, as in `ge = \"2024-12-31\"`",
        Values::Moment(MomentRule::Time(ZoneRule::Without)) => {
            "write a time without a time zone, as in `ge = \"08:30:00\"`"
        }
        Values::Moment(MomentRule::Time(_)) => "write a time, as in `ge = \"08:30:00\"`",
        Values::Moment(MomentRule::DateTime(ZoneRule::With)) => {
            "write a date and a time with a time zone, as in `ge = \"2024-12-31T08:30:00Z\"`"
        }
        Values::Moment(MomentRule::DateTime(ZoneRule::Without)) => {
            "write a date and a time without a time zone, as in `ge = \"2024-12-31T08:30:00\"`"
        }
        Values::Moment(MomentRule::DateTime(ZoneRule::Either)) => {
            "write a date and a time, as in `ge = \"2024-12-31T08:30:00Z\"`"
        }
        Values::Moment(MomentRule::Duration { negative: true }) => {
            "write a duration, as in `ge = \"PT90S\"` or `ge = \"P1DT2H\"`"
        }
        Values::Moment(MomentRule::Duration { negative: false }) => {
            "write a duration that is not negative, as in `ge = \"PT90S\"` or `ge = \"P1DT2H\"`"
        }
        _ => "leave it out",
    }
}

const fn wanted_factor(values: Values) -> &'static str {
    match values {
        Values::Int(_) => {
            "write a whole number above 0 that the type holds, as in `multiple_of = 5`"
        }
        Values::Decimal => {
            "write a number above 0 of at most 28 digits, as in `multiple_of = \"0.05\"`"
        }
        _ => "write a number above 0, as in `multiple_of = 0.5`",
    }
}

/// A text that is put together while compiling. What does not fit is cut off.
struct Message {
    bytes: [u8; Self::MOST],
    length: usize,
}

impl Message {
    const MOST: usize = 1000;

    const fn new() -> Self {
        Self {
            bytes: [0; Self::MOST],
            length: 0,
        }
    }

    const fn push(&mut self, text: &str) {
        let text = text.as_bytes();
        if self.length + text.len() > Self::MOST {
            return;
        }
        let mut place = 0;
        while place < text.len() {
            self.bytes[self.length] = text[place];
            self.length += 1;
            place += 1;
        }
    }

    const fn text(&self) -> &str {
        let (said, _) = self.bytes.split_at(self.length);
        match std::str::from_utf8(said) {
            Ok(text) => text,
            Err(_) => "a rule does not fit its type",
        }
    }
}
