//! Values that JSON writes as one text, number or truth value.

use std::borrow::Cow;

use super::Walk;
use crate::JsonValue;
use crate::coerced::Coerced;
use crate::error::{Kind, repr_text};
use crate::measure::Measure;
use crate::refusal::{Exactness, Refusal, Scanned};
use crate::shape::{EnumShape, EnumValue, IntWidth, Ruled, Rules, Scalar};
use crate::validation::number::{broken_by_whole, fit, to_bool, to_float, to_whole};

impl Walk<'_> {
    pub(super) fn truth<'v>(&mut self, rules: &Rules, value: &'v JsonValue) -> Option<Coerced<'v>> {
        if !matches!(value, JsonValue::Bool(_)) {
            self.note(Exactness::Lax);
            if self.is_strict(rules) {
                return self.refuse(Kind::BoolType, value);
            }
        }
        self.taken(to_bool(value).map(Coerced::Bool), value)
    }

    pub(super) fn int<'v>(
        &mut self,
        width: IntWidth,
        rules: &Rules,
        value: &'v JsonValue,
    ) -> Option<Coerced<'v>> {
        if !matches!(value, JsonValue::Int(_) | JsonValue::BigInt(_)) {
            self.note(Exactness::Lax);
            if self.is_strict(rules) {
                return self.refuse(Kind::IntType, value);
            }
        }
        let number = self.taken(to_whole(value), value)?;
        if let Some(rule) = broken_by_whole(rules, &number) {
            return self.refuse_rule(rule, rules, &Measure::Int(0), value);
        }
        match fit(width, &number) {
            Ok(number) => Some(number),
            Err((kind, name, bound)) => self.refuse_with(kind, value, || vec![(name, bound)]),
        }
    }

    pub(super) fn float<'v>(&mut self, rules: &Rules, value: &'v JsonValue) -> Option<Coerced<'v>> {
        let number = self.number(rules, value)?;
        self.keeps(rules, &Measure::Float(number), value)?;
        Some(Coerced::Float(number))
    }

    pub(super) fn float32<'v>(
        &mut self,
        rules: &Rules,
        value: &'v JsonValue,
    ) -> Option<Coerced<'v>> {
        let number = self.number(rules, value)?;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "rounded to 32 bits on purpose"
        )]
        let rounded = number as f32;
        self.keeps(rules, &Measure::Float32(rounded), value)?;
        if rounded.is_infinite() && number.is_finite() {
            let (kind, name, sign) = if number > 0.0 {
                (Kind::LessThanEqual, "le", 1.0)
            } else {
                (Kind::GreaterThanEqual, "ge", -1.0)
            };
            let most = JsonValue::Float(sign * f64::from(f32::MAX));
            return self.refuse_with(kind, value, || vec![(name, most)]);
        }
        Some(Coerced::Float(number))
    }

    fn number(&mut self, rules: &Rules, value: &JsonValue) -> Option<f64> {
        match value {
            JsonValue::Float(_) => {}
            JsonValue::Int(_) | JsonValue::BigInt(_) => self.note(Exactness::Strict),
            _ => {
                self.note(Exactness::Lax);
                if self.is_strict(rules) {
                    return self.refuse(Kind::FloatType, value);
                }
            }
        }
        self.taken(to_float(value), value)
    }

    pub(super) fn text<'v>(&mut self, rules: &Rules, value: &'v JsonValue) -> Option<Coerced<'v>> {
        let JsonValue::Str(text) = value else {
            return self.refuse(Kind::StringType, value);
        };
        let stripped = rules.stripped(text);
        self.keeps(rules, &Measure::Text(stripped), value)?;
        Some(match rules.recased(stripped) {
            Some(recased) => Coerced::text(recased),
            None => Coerced::Text(Cow::Borrowed(stripped)),
        })
    }

    pub(super) fn scalar<'v>(
        &mut self,
        scalar: &'static Scalar,
        rules: &Rules,
        value: &'v JsonValue,
    ) -> Option<Coerced<'v>> {
        let strict = self.is_strict(rules);
        let scanned = match (scalar.ruled, self.content()) {
            (Ruled::AsEncodedBytes(encoding), Some(content)) => {
                let encoded = JsonValue::Str(encoding.encode(content));
                (scalar.read)(&encoded, strict).map(Scanned::into_owned)
            }
            (Ruled::AsBytes, Some(content)) => Ok(Scanned::new(
                Coerced::Bytes(content.clone()),
                Measure::Bytes(content.len()),
            )),
            _ => (scalar.read)(value, strict),
        };
        match scanned {
            Ok(scanned) => {
                self.note(Exactness::Lax);
                if let Ruled::AsMade(_) = scalar.ruled {
                    return self.made(scanned, rules, value);
                }
                self.keeps(rules, &scanned.measure, value)?;
                match (scalar.last)(&scanned.measure) {
                    Ok(()) => Some(scanned.coerced),
                    Err(refusal) => self.refuse_for(refusal, value),
                }
            }
            Err(refusal) => self.refuse_for(refusal, value),
        }
    }

    /// A value of another crate's type. The error of that type may show the value.
    pub(super) fn foreign<'v>(
        &mut self,
        scalar: &'static Scalar,
        value: &'v JsonValue,
    ) -> Option<Coerced<'v>> {
        match (scalar.read)(value, false) {
            Ok(scanned) => {
                self.note(Exactness::Lax);
                Some(scanned.coerced)
            }
            Err(_) if self.secret => {
                self.refuse_for(Refusal::value_error("the value is refused"), value)
            }
            Err(refusal) => self.refuse_for(refusal, value),
        }
    }

    pub(super) fn variant<'v>(
        &mut self,
        shape: &EnumShape,
        rules: &Rules,
        value: &'v JsonValue,
    ) -> Option<Coerced<'v>> {
        if !shape.literal {
            self.note(Exactness::Lax);
            if self.is_strict(rules) {
                let class = || vec![("class", JsonValue::from(shape.name))];
                return self.refuse_with(Kind::IsInstanceOf, value, class);
            }
        }
        match shape.find(value) {
            Some(EnumValue::Text(text)) => self.made_text(text, rules, value).map(Coerced::Text),
            Some(EnumValue::Int(number)) => Some(Coerced::Int(i128::from(number))),
            None if is_huge(value) && !shape.is_text() => self.refuse(Kind::IntParsingSize, value),
            None => {
                let kind = if shape.literal {
                    Kind::Literal
                } else {
                    Kind::Enum
                };
                let expected = || vec![("expected", JsonValue::Str(shape.alternatives()))];
                self.refuse_with(kind, value, expected)
            }
        }
    }

    /// Checks the value against its rules. Notes the first one that it breaks.
    pub(super) fn keeps(
        &mut self,
        rules: &Rules,
        measure: &Measure<'_>,
        value: &JsonValue,
    ) -> Option<()> {
        match rules.broken(measure) {
            None => Some(()),
            Some(rule) => self.refuse_rule(rule, rules, measure, value),
        }
    }

    fn taken<T>(&mut self, coerced: Result<T, Kind>, value: &JsonValue) -> Option<T> {
        match coerced {
            Ok(coerced) => Some(coerced),
            Err(kind) => self.refuse(kind, value),
        }
    }
}

/// True if it is a whole number that 64 bits do not hold.
fn is_huge(value: &JsonValue) -> bool {
    match value {
        JsonValue::Int(number) => i64::try_from(*number).is_err(),
        value => matches!(value, JsonValue::BigInt(_)),
    }
}

impl EnumShape {
    /// The variant of a value. A literal takes the very value only; an enum of numbers coerces as a number does.
    fn find(&self, value: &JsonValue) -> Option<EnumValue> {
        let is = |wanted: EnumValue| self.values.iter().copied().find(|known| *known == wanted);
        let is_number = |number: i128| i64::try_from(number).ok().map(EnumValue::Int).and_then(is);
        match value {
            JsonValue::Str(text) => self
                .values
                .iter()
                .copied()
                .find(|known| matches!(known, EnumValue::Text(known) if known == text))
                .or_else(|| match to_whole(value) {
                    Ok(JsonValue::Int(number)) if !self.literal => is_number(number),
                    _ => None,
                }),
            JsonValue::Int(number) => is_number(*number),
            JsonValue::Float(_) | JsonValue::Bool(_) => match to_whole(value) {
                Ok(JsonValue::Int(number)) => is_number(number),
                _ => None,
            },
            JsonValue::Null | JsonValue::BigInt(_) | JsonValue::List(_) | JsonValue::Object(_) => {
                None
            }
        }
    }

    /// `'red', 'green' or 3`
    fn alternatives(&self) -> String {
        let mut values: Vec<String> = self.values.iter().map(EnumValue::repr).collect();
        let last = values.pop().unwrap_or_default();
        if values.is_empty() {
            last
        } else {
            format!("{} or {last}", values.join(", "))
        }
    }
}

impl EnumValue {
    /// As Python writes it.
    pub(crate) fn repr(&self) -> String {
        match self {
            Self::Text(text) => repr_text(text),
            Self::Int(number) => number.to_string(),
        }
    }
}
