//! The error of a value that breaks a rule.

use super::Walk;
use crate::error::Kind;
use crate::json::python_float;
use crate::measure::{Measure, Moment, MomentKind};
use crate::refusal::{Context, Refusal};
use crate::shape::{Bound, Rules, Tense};
use crate::spelling::moment;
use crate::validation::rules::Rule;
use crate::{ErrorDetail, JsonValue};

impl Walk<'_> {
    /// Notes the rule that a value of this measure breaks.
    pub(super) fn refuse_rule<T>(
        &mut self,
        rule: Rule,
        rules: &Rules,
        measure: &Measure<'_>,
        value: &JsonValue,
    ) -> Option<T> {
        match bound(rule, rules) {
            Some((kind, name, bound)) => self.refuse_bound((kind, name), bound, measure, value),
            None => self.refuse_for(broken(rule, rules, measure), value),
        }
    }

    fn refuse_bound<T>(
        &mut self,
        (kind, name): (Kind, &'static str),
        bound: Bound,
        measure: &Measure<'_>,
        value: &JsonValue,
    ) -> Option<T> {
        let (said, shown) = match measure {
            Measure::Int(_) => same(
                bound
                    .as_int()
                    .map_or_else(|| JsonValue::Float(bound.as_f64()), JsonValue::Int),
            ),
            Measure::Decimal(_) => decimal_bound(bound),
            Measure::Moment(Moment(moment)) => same(JsonValue::Str(moment_bound(moment, bound))),
            _ => same(JsonValue::Float(bound.as_f64())),
        };
        // Pydantic shows what it made of a duration, not what it was given.
        let seconds = match measure {
            Measure::Moment(Moment(MomentKind::Duration(duration))) => {
                Some(JsonValue::Float(moment::total_seconds(duration)))
            }
            _ => None,
        };
        self.push(seconds.as_ref().unwrap_or(value), |input, _| {
            let mut detail = ErrorDetail::new(kind, Vec::new(), input, vec![(name, said)]);
            detail.ctx = vec![(name, shown)];
            detail
        })
    }
}

pub(super) const TOO_SHORT: (Kind, &str) = (Kind::TooShort, "min_length");
pub(super) const TOO_LONG: (Kind, &str) = (Kind::TooLong, "max_length");

/// The bound that is broken, if it is one.
fn bound(rule: Rule, rules: &Rules) -> Option<(Kind, &'static str, Bound)> {
    let (kind, name, bound) = match rule {
        Rule::MultipleOf => (Kind::MultipleOf, "multiple_of", rules.multiple_of),
        Rule::Le => (Kind::LessThanEqual, "le", rules.le),
        Rule::Lt => (Kind::LessThan, "lt", rules.lt),
        Rule::Ge => (Kind::GreaterThanEqual, "ge", rules.ge),
        Rule::Gt => (Kind::GreaterThan, "gt", rules.gt),
        _ => return None,
    };
    bound.map(|bound| (kind, name, bound))
}

/// The rule that a text or bytes of this measure break.
#[cfg(feature = "settings")]
pub(crate) fn broken_rule(rules: &Rules, measure: &Measure<'_>) -> Option<Refusal> {
    let rule = rules.broken(measure)?;
    bound(rule, rules)
        .is_none()
        .then(|| broken(rule, rules, measure))
}

/// Any other rule.
fn broken(rule: Rule, rules: &Rules, measure: &Measure<'_>) -> Refusal {
    let pattern = || rules.pattern.map_or("", |pattern| pattern().as_str());
    let digits = |name, most: Option<u32>| vec![(name, most.map_or(JsonValue::Null, number))];
    match rule {
        Rule::MinLength | Rule::MaxLength => broken_length(rule, rules, measure),
        Rule::Pattern => Refusal::because(Kind::StringPatternMismatch, "pattern", pattern()),
        Rule::Tense => Kind::of_tense(rules.tense, measure).into(),
        Rule::MaxDigits => Refusal::new(
            Kind::DecimalMaxDigits,
            digits("max_digits", rules.max_digits),
        ),
        Rule::MaxPlaces => Refusal::new(
            Kind::DecimalMaxPlaces,
            digits("decimal_places", rules.decimal_places),
        ),
        Rule::WholeDigits(most) => Refusal::new(
            Kind::DecimalWholeDigits,
            vec![("whole_digits", number(most))],
        ),
        _ => Kind::FiniteNumber.into(),
    }
}

fn broken_length(rule: Rule, rules: &Rules, measure: &Measure<'_>) -> Refusal {
    let is_short = rule == Rule::MinLength;
    let (name, bound) = if is_short {
        ("min_length", rules.min_length)
    } else {
        ("max_length", rules.max_length)
    };
    let made = match measure {
        Measure::Made(text) => Some(text.chars().count()),
        Measure::MadeBytes(length) => Some(*length),
        _ => None,
    };
    if let (Some(length), Some(bound)) = (made, bound) {
        let kind = if is_short { TOO_SHORT } else { TOO_LONG };
        let (kind, ctx) = broken_items(kind, "Value", bound, Some(length));
        return Refusal::new(kind, ctx);
    }
    let kinds = match measure {
        Measure::Bytes(_) => [Kind::BytesTooShort, Kind::BytesTooLong],
        _ => [Kind::StringTooShort, Kind::StringTooLong],
    };
    Refusal::new(kinds[usize::from(!is_short)], vec![(name, count(bound))])
}

/// The error of a container with too few or too many items. The length of a set is not known where it is too long.
pub(super) fn broken_items(
    (kind, name): (Kind, &'static str),
    container: &'static str,
    bound: usize,
    actual: Option<usize>,
) -> (Kind, Context) {
    let ctx = vec![
        ("field_type", JsonValue::from(container)),
        (name, count(Some(bound))),
        ("actual_length", count(actual)),
    ];
    (kind, ctx)
}

impl Kind {
    fn of_tense(tense: Option<Tense>, measure: &Measure<'_>) -> Self {
        let is_date = matches!(measure, Measure::Moment(Moment(MomentKind::Date(_))));
        match (tense, is_date) {
            (Some(Tense::Future), true) => Self::DateFuture,
            (Some(Tense::Future), false) => Self::DatetimeFuture,
            (_, true) => Self::DatePast,
            (_, false) => Self::DatetimePast,
        }
    }
}

/// A bound that reads in the message as it is in the context.
fn same(bound: JsonValue) -> (JsonValue, JsonValue) {
    (bound.clone(), bound)
}

/// A decimal bound: every digit in the message, a JSON number in the context.
fn decimal_bound(bound: Bound) -> (JsonValue, JsonValue) {
    let text = bound.as_decimal().to_text();
    let shown = text
        .parse()
        .map(JsonValue::Int)
        .or_else(|_| text.parse().map(JsonValue::Float));
    (JsonValue::Str(text), shown.unwrap_or_default())
}

fn moment_bound(moment: &MomentKind, bound: Bound) -> String {
    let text = match bound {
        Bound::Text(text) => text,
        Bound::Int(number) => return number.to_string(),
        Bound::Float(number) => return python_float(number),
    };
    let spelt = match moment {
        MomentKind::Date(_) => moment::date(text).map(|date| date.to_string()),
        MomentKind::Time(_) => moment::time(text).map(|time| time.to_string()),
        MomentKind::DateTime(_) => moment::datetime(text).map(|datetime| datetime.to_string()),
        MomentKind::Duration(_) => {
            moment::duration(text).map(|duration| moment::duration_in_words(&duration))
        }
    };
    spelt.unwrap_or_else(|_| text.to_owned())
}

fn number(number: u32) -> JsonValue {
    JsonValue::Int(i128::from(number))
}

fn count(length: Option<usize>) -> JsonValue {
    length
        .and_then(|length| i128::try_from(length).ok())
        .map_or(JsonValue::Null, JsonValue::Int)
}
