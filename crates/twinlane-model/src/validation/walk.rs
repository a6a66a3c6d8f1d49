//! The slow pass: a JSON value against a shape.

use super::{
    coerced::Coerced,
    number::{broken_by_whole, fit, to_bool, to_float, to_whole},
    rules::Rule,
};
use crate::{
    ErrorDetail, JsonValue, Step,
    error::{Kind, repr_text},
    shape::{EnumShape, FieldShape, IntWidth, Measure, ModelShape, Rules, Shape},
};

/// A walk along a shape and a value, side by side. It stops at no error.
pub(super) struct Walk<'e> {
    loc: Vec<Step>,
    errors: &'e mut Vec<ErrorDetail>,
    /// How many models contain the place where the walk is.
    depth: usize,
}

impl<'e> Walk<'e> {
    pub(super) fn new(loc: &[Step], errors: &'e mut Vec<ErrorDetail>) -> Self {
        Self {
            loc: loc.to_vec(),
            errors,
            depth: 0,
        }
    }

    /// The value as the shape and the rules have it; `None` where there was an error.
    pub(super) fn value<'v>(
        &mut self,
        shape: &'static Shape,
        rules: &Rules,
        value: &'v JsonValue,
    ) -> Option<Coerced<'v>> {
        match shape {
            Shape::Any => Some(Coerced::Raw(value)),
            Shape::Null => match value {
                JsonValue::Null => Some(Coerced::Null),
                _ => self.refuse(Kind::NoneRequired, value),
            },
            Shape::Bool => self.checked(to_bool(value).map(Coerced::Bool), value),
            Shape::Int(width) => self.int(*width, rules, value),
            Shape::Float => self.float(rules, value),
            Shape::Float32 => self.float32(rules, value),
            Shape::Str => self.text(rules, value),
            Shape::Optional(inner) => match value {
                JsonValue::Null => Some(Coerced::Null),
                value => self.value(inner, rules, value),
            },
            Shape::List(inner) => self.list(inner, rules, value),
            Shape::Enum(shape) => self.variant(shape, value),
            Shape::Model(shape) => self.model(shape, value),
        }
    }

    fn int<'v>(
        &mut self,
        width: IntWidth,
        rules: &Rules,
        value: &'v JsonValue,
    ) -> Option<Coerced<'v>> {
        let number = self.checked(to_whole(value), value)?;
        if let Some(rule) = broken_by_whole(rules, &number) {
            let (kind, ctx) = broken_number(rule, rules, true);
            return self.refuse_with(kind, value, ctx);
        }
        match fit(width, &number) {
            Ok(number) => Some(number),
            Err((kind, name, bound)) => self.refuse_with(kind, value, vec![(name, bound)]),
        }
    }

    fn float<'v>(&mut self, rules: &Rules, value: &'v JsonValue) -> Option<Coerced<'v>> {
        let number = self.checked(to_float(value), value)?;
        self.number_in_rules(Measure::Float(number), rules, value)?;
        Some(Coerced::Float(number))
    }

    fn float32<'v>(&mut self, rules: &Rules, value: &'v JsonValue) -> Option<Coerced<'v>> {
        let number = self.checked(to_float(value), value)?;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "rounded to 32 bits on purpose"
        )]
        let rounded = number as f32;
        self.number_in_rules(Measure::Float32(rounded), rules, value)?;
        if rounded.is_infinite() && number.is_finite() {
            let most = f64::from(f32::MAX);
            return if number > 0.0 {
                self.refuse_with(
                    Kind::LessThanEqual,
                    value,
                    vec![("le", JsonValue::Float(most))],
                )
            } else {
                self.refuse_with(
                    Kind::GreaterThanEqual,
                    value,
                    vec![("ge", JsonValue::Float(-most))],
                )
            };
        }
        Some(Coerced::Float(number))
    }

    fn number_in_rules(&mut self, number: Measure, rules: &Rules, value: &JsonValue) -> Option<()> {
        match rules.broken(number) {
            None => Some(()),
            Some(rule) => {
                let (kind, ctx) = broken_number(rule, rules, false);
                self.refuse_with(kind, value, ctx)
            }
        }
    }

    fn text<'v>(&mut self, rules: &Rules, value: &'v JsonValue) -> Option<Coerced<'v>> {
        let JsonValue::Str(text) = value else {
            return self.refuse(Kind::StringType, value);
        };
        let length = || Measure::Length(text.chars().count());
        match (rules.min_length, rules.max_length) {
            (None, None) => Some(Coerced::Text(text)),
            (least, most) => match rules.broken(length()) {
                Some(Rule::MinLength) => self.refuse_with(
                    Kind::StringTooShort,
                    value,
                    vec![("min_length", count(least))],
                ),
                Some(_) => self.refuse_with(
                    Kind::StringTooLong,
                    value,
                    vec![("max_length", count(most))],
                ),
                None => Some(Coerced::Text(text)),
            },
        }
    }

    /// Too many items are not looked at. Errors of items hide that there are too few.
    fn list<'v>(
        &mut self,
        inner: &'static Shape,
        rules: &Rules,
        value: &'v JsonValue,
    ) -> Option<Coerced<'v>> {
        let JsonValue::List(items) = value else {
            return self.refuse(Kind::ListType, value);
        };
        if rules.max_length.is_some_and(|most| items.len() > most) {
            return self.refuse_with(
                Kind::TooLong,
                value,
                length_ctx("max_length", rules.max_length, items.len()),
            );
        }
        let before = self.errors.len();
        let mut coerced = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            self.loc.push(Step::Index(index));
            coerced.extend(self.value(inner, &Rules::NONE, item));
            self.loc.pop();
        }
        if self.errors.len() > before {
            return None;
        }
        if rules.min_length.is_some_and(|least| items.len() < least) {
            return self.refuse_with(
                Kind::TooShort,
                value,
                length_ctx("min_length", rules.min_length, items.len()),
            );
        }
        Some(Coerced::List(coerced))
    }

    fn variant<'v>(&mut self, shape: &EnumShape, value: &'v JsonValue) -> Option<Coerced<'v>> {
        match value {
            JsonValue::Str(text) if shape.values.contains(&text.as_str()) => {
                Some(Coerced::Text(text))
            }
            _ => {
                let expected = JsonValue::Str(alternatives(shape.values));
                self.refuse_with(Kind::Enum, value, vec![("expected", expected)])
            }
        }
    }

    fn model<'v>(
        &mut self,
        shape: &'static ModelShape,
        value: &'v JsonValue,
    ) -> Option<Coerced<'v>> {
        if self.depth == DEEPEST {
            return self.refuse(Kind::RecursionDepthExceeded, value);
        }
        let JsonValue::Object(given) = value else {
            return self.refuse(Kind::ModelAttributesType, value);
        };
        let before = self.errors.len();
        self.depth += 1;
        let mut fields = Vec::with_capacity(shape.fields.len());
        for field in shape.fields {
            let coerced = match given.get(field.name) {
                Some(inner) => self.field(field, inner),
                None if (field.required)() => {
                    self.loc.push(Step::from(field.name));
                    self.errors
                        .push(ErrorDetail::missing(self.loc.clone(), value.clone()));
                    self.loc.pop();
                    None
                }
                None => None,
            };
            fields.extend(coerced.map(|coerced| (field.name, coerced)));
        }
        self.depth -= 1;
        (self.errors.len() == before).then_some(Coerced::Fields(fields))
    }

    fn field<'v>(&mut self, field: &FieldShape, value: &'v JsonValue) -> Option<Coerced<'v>> {
        self.loc.push(Step::from(field.name));
        let coerced = self.value((field.shape)(), &field.rules, value);
        self.loc.pop();
        coerced
    }

    fn checked<T>(&mut self, coerced: Result<T, Kind>, value: &JsonValue) -> Option<T> {
        match coerced {
            Ok(coerced) => Some(coerced),
            Err(kind) => self.refuse(kind, value),
        }
    }

    fn refuse<T>(&mut self, kind: Kind, value: &JsonValue) -> Option<T> {
        self.refuse_with(kind, value, Vec::new())
    }

    fn refuse_with<T>(
        &mut self,
        kind: Kind,
        value: &JsonValue,
        ctx: Vec<(&'static str, JsonValue)>,
    ) -> Option<T> {
        self.errors
            .push(ErrorDetail::new(kind, self.loc.clone(), value.clone(), ctx));
        None
    }
}

/// The depth to which Pydantic follows a model that contains itself, in a FastAPI body.
const DEEPEST: usize = 254;

type Context = Vec<(&'static str, JsonValue)>;

/// The error of a number that breaks a rule. The bound is in the context as a number of the value's kind.
fn broken_number(rule: Rule, rules: &Rules, whole: bool) -> (Kind, Context) {
    let (kind, name, bound) = match rule {
        Rule::MultipleOf => (Kind::MultipleOf, "multiple_of", rules.multiple_of),
        Rule::Le => (Kind::LessThanEqual, "le", rules.le),
        Rule::Lt => (Kind::LessThan, "lt", rules.lt),
        Rule::Ge => (Kind::GreaterThanEqual, "ge", rules.ge),
        Rule::Gt | Rule::MinLength | Rule::MaxLength => (Kind::GreaterThan, "gt", rules.gt),
    };
    let bound = bound.map_or(JsonValue::Null, |bound| match bound.as_int() {
        Some(number) if whole => JsonValue::Int(number),
        _ => JsonValue::Float(bound.as_f64()),
    });
    (kind, vec![(name, bound)])
}

fn length_ctx(name: &'static str, bound: Option<usize>, actual: usize) -> Context {
    let field_type = JsonValue::from("List");
    vec![
        ("field_type", field_type),
        (name, count(bound)),
        ("actual_length", count(Some(actual))),
    ]
}

fn count(length: Option<usize>) -> JsonValue {
    length
        .and_then(|length| i128::try_from(length).ok())
        .map_or(JsonValue::Null, JsonValue::Int)
}

/// `'red', 'green' or 'blue'`
fn alternatives(values: &[&str]) -> String {
    let mut quoted: Vec<String> = values.iter().map(|value| repr_text(value)).collect();
    let last = quoted.pop().unwrap_or_default();
    if quoted.is_empty() {
        last
    } else {
        format!("{} or {last}", quoted.join(", "))
    }
}
