//! Rules of what a type has made of its input: Pydantic asks them last, and calls it a value.

use std::borrow::Cow;

use super::Walk;
use crate::JsonValue;
use crate::coerced::Coerced;
use crate::measure::Measure;
use crate::refusal::Scanned;
use crate::shape::{Rules, Scalar, Shape};
use crate::validation::rules::Rule;

impl Walk<'_> {
    /// A value that its type has made of the input.
    pub(super) fn made<'v>(
        &mut self,
        scanned: Scanned<'v>,
        rules: &Rules,
        value: &JsonValue,
    ) -> Option<Coerced<'v>> {
        let Scanned { coerced, measure } = scanned;
        match measure {
            Measure::Made(text) => {
                let changed = self.made_text(&text, rules, value)?;
                if changed == text {
                    return Some(coerced);
                }
                Some(Coerced::text(changed.into_owned()))
            }
            Measure::MadeBytes(length) => {
                self.made_length(length, rules, value)?;
                Some(coerced)
            }
            _ => Some(coerced),
        }
    }

    /// The text that is left of a made one. A pattern is asked of that text, and its error shows it.
    pub(super) fn made_text<'t>(
        &mut self,
        text: &'t str,
        rules: &Rules,
        value: &JsonValue,
    ) -> Option<Cow<'t, str>> {
        self.made_length(text.chars().count(), rules, value)?;
        let stripped = rules.stripped(text);
        let changed = (rules.recased(stripped)).map_or(Cow::Borrowed(stripped), Cow::Owned);
        match rules.pattern {
            Some(pattern) if !pattern().matches(&changed) => {
                let measure = Measure::Text(&changed);
                self.refuse_rule(Rule::Pattern, rules, &measure, &JsonValue::from(&*changed))
            }
            _ => Some(changed),
        }
    }

    pub(super) fn made_length(
        &mut self,
        length: usize,
        rules: &Rules,
        value: &JsonValue,
    ) -> Option<()> {
        self.at_least("Value", rules, length, value)?;
        self.at_most("Value", rules, length, value)
    }

    /// Asks the rules of a length of what was made in this shape.
    pub(super) fn keeps_length(
        &mut self,
        shape: &'static Shape,
        coerced: &Coerced<'_>,
        rules: &Rules,
        value: &JsonValue,
    ) -> Option<()> {
        if rules.min_length.is_none() && rules.max_length.is_none() {
            return Some(());
        }
        match length_of(shape, coerced) {
            Some(length) => self.made_length(length, rules, value),
            None => Some(()),
        }
    }

    /// A secret. A length that is asked of a text in it is that of a value.
    pub(super) fn hidden_value<'v>(
        &mut self,
        inner: &'static Shape,
        rules: &Rules,
        value: &'v JsonValue,
    ) -> Option<Coerced<'v>> {
        if !inner.is_text() && !inner.is_encoded_bytes() {
            return self.shape(inner, rules, value);
        }
        let coerced = self.shape(inner, &rules.without_lengths(), value)?;
        self.keeps_length(inner, &coerced, rules, value)?;
        Some(coerced)
    }
}

/// The length that a rule of a wrapper looks at, if the value has one.
fn length_of(shape: &'static Shape, coerced: &Coerced<'_>) -> Option<usize> {
    match (shape.bare(), coerced) {
        (Shape::Secret(inner), coerced) => length_of(inner, coerced),
        (Shape::Json(inner), Coerced::Arm(_, coerced)) => length_of(inner, coerced),
        (Shape::Scalar(scalar), Coerced::Text(text)) => length_read(scalar, text),
        (_, Coerced::Text(text)) => Some(text.chars().count()),
        (_, Coerced::List(items)) => Some(items.len()),
        (_, Coerced::Map(pairs)) => Some(pairs.len()),
        _ => None,
    }
}

/// The length of the value that a scalar type reads in a text.
fn length_read(scalar: &Scalar, text: &str) -> Option<usize> {
    let text = JsonValue::from(text);
    match (scalar.read)(&text, false).ok()?.measure {
        Measure::Made(text) => Some(text.chars().count()),
        Measure::Bytes(length) | Measure::MadeBytes(length) => Some(length),
        _ => None,
    }
}
