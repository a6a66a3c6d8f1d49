//! Objects with named fields.

use std::borrow::Cow;

use indexmap::IndexMap;

use super::Walk;
use super::secrets::may_be_secret;
use crate::JsonValue;
use crate::coerced::{Coerced, Pairs};
use crate::error::Kind;
use crate::refusal::Exactness;
use crate::shape::{AliasChoice, Extra, FieldShape, ModelShape, Rules, Shape, chooses};
use crate::stack;

/// The depth to which Pydantic follows a model that contains itself, in a FastAPI body.
const DEEPEST: usize = 254;

/// The most values looked at again in a document because several fields are read from one value. With a path that leads into the same
/// model, every level of the value would double the work. The results are kept, unlike those of most arms of a union.
const MOST_AGAIN: usize = 500_000;

type Given = IndexMap<String, JsonValue>;

impl Walk<'_> {
    pub(super) fn model<'v>(
        &mut self,
        shape: &'static ModelShape,
        value: &'v JsonValue,
    ) -> Option<Coerced<'v>> {
        self.note(Exactness::Lax);
        if self.depth == DEEPEST {
            return self.refuse(Kind::RecursionDepthExceeded, value);
        }
        let JsonValue::Object(given) = value else {
            return self.refuse_no_object(shape, value);
        };
        let failures = self.failures;
        let strict = std::mem::replace(&mut self.strict, shape.strict);
        self.depth += 1;
        let (fields, extra) = self.fields(shape, given, value);
        self.depth -= 1;
        self.strict = strict;
        if self.failures > failures {
            return None;
        }
        let coerced = if extra.is_empty() {
            Coerced::Map(fields)
        } else {
            Coerced::Model(Box::new((fields, extra)))
        };
        match shape.check.map_or(Ok(()), |check| check(&coerced)) {
            Ok(()) => Some(coerced),
            Err(error) => self.fail(error, value),
        }
    }

    /// The fields, and the keys that are kept beside them.
    fn fields<'v>(
        &mut self,
        shape: &'static ModelShape,
        given: &'v Given,
        value: &JsonValue,
    ) -> (Pairs<'v>, Pairs<'v>) {
        let mut fields = Vec::with_capacity(shape.fields.len());
        let mut names = Vec::with_capacity(shape.fields.len());
        let chooses = chooses(shape);
        for field in shape.fields {
            if self.is_over() {
                break;
            }
            match field.find(given) {
                Some((choice, inner)) => {
                    let is_again = chooses && names.contains(&choice.name);
                    names.push(choice.name);
                    let is_secret = !field.choices.is_empty() && shape.is_secret_at(choice.name);
                    let coerced = self.at_choice(&choice, |walk| {
                        if is_secret {
                            walk.hidden(|walk| walk.field(field, inner, is_again))
                        } else {
                            walk.field(field, inner, is_again)
                        }
                    });
                    fields.extend(coerced.map(|coerced| (Cow::Borrowed(field.name), coerced)));
                }
                None if !shape.partial && (field.required)() && field.is_read() => {
                    let choice = field.first_choice();
                    self.at_choice(&choice, |walk| walk.refuse::<()>(Kind::Missing, value));
                }
                None => {}
            }
        }
        self.fields_set = Some(self.fields_set.unwrap_or(0) + names.len());
        if let Some(tag) = shape.tag {
            names.push(tag.name);
        }
        (fields, self.extra(shape.extra, given, &names))
    }

    /// A field; `is_again` where another has been read from the same key.
    fn field<'v>(
        &mut self,
        field: &FieldShape,
        value: &'v JsonValue,
        is_again: bool,
    ) -> Option<Coerced<'v>> {
        let shape = (field.shape)();
        let walk_field = |walk: &mut Self| {
            let outside = walk.enter(shape);
            let coerced = if is_again {
                walk.again(shape, &field.rules, value)
            } else {
                walk.shape(shape, &field.rules, value)
            };
            let coerced = coerced.and_then(|coerced| {
                walk.passes(field.check, &coerced, value)?;
                Some(coerced)
            });
            walk.leave(outside);
            coerced
        };
        if field.sensitive {
            self.hidden(walk_field)
        } else {
            walk_field(self)
        }
    }

    /// A value that another field of the model has been read from.
    fn again<'v>(
        &mut self,
        shape: &'static Shape,
        rules: &Rules,
        value: &'v JsonValue,
    ) -> Option<Coerced<'v>> {
        if stack::walked_again() > MOST_AGAIN {
            return self.refuse(Kind::RecursionDepthExceeded, value);
        }
        let before = std::mem::replace(&mut self.again, true);
        let coerced = self.shape(shape, rules, value);
        self.again = before;
        coerced
    }

    /// Reads the keys that are no field, as the model asks: they are kept, refused or ignored.
    fn extra<'v>(&mut self, extra: Extra, given: &'v Given, names: &[&str]) -> Pairs<'v> {
        let mut kept = Vec::new();
        if matches!(extra, Extra::Ignore) {
            return kept;
        }
        for (key, value) in given
            .iter()
            .filter(|(key, _)| !names.contains(&key.as_str()))
        {
            if self.is_over() {
                break;
            }
            self.at(key, |walk| match extra {
                Extra::Allow(shape) => {
                    let coerced = walk.value(shape(), &Rules::NONE, value);
                    kept.extend(coerced.map(|coerced| (Cow::Borrowed(key.as_str()), coerced)));
                }
                Extra::Forbid | Extra::Ignore => {
                    walk.refuse_extra(value);
                }
            });
        }
        kept
    }

    /// Refuses an extra key. In a model with secrets it may be one whose name was misspelled.
    fn refuse_extra(&mut self, value: &JsonValue) {
        let is_hidden = may_be_secret(self.place);
        let outside = self.enter(&Shape::Any);
        self.secret |= is_hidden;
        self.refuse::<()>(Kind::ExtraForbidden, value);
        self.leave(outside);
    }

    fn refuse_no_object<T>(&mut self, shape: &'static ModelShape, value: &JsonValue) -> Option<T> {
        if self.in_text {
            let class = || vec![("class_name", JsonValue::Str(shape.full_name()))];
            return self.refuse_with(Kind::ModelType, value, class);
        }
        self.refuse(Kind::ModelAttributesType, value)
    }
}

impl FieldShape {
    /// The value of the field, and the name or path that led to it.
    fn find<'v>(&self, given: &'v Given) -> Option<(AliasChoice, &'v JsonValue)> {
        if !self.is_read() {
            return None;
        }
        if !self.choices.is_empty() {
            let mut choices = self.choices.iter();
            return choices.find_map(|choice| Some((*choice, choice.find(given)?)));
        }
        let named = |name: &'static str| given.get(name).map(|value| (by_name(name), value));
        named(self.name).or_else(|| self.other_names.iter().find_map(|name| named(name)))
    }

    /// The name or path in the error of an absent field.
    fn first_choice(&self) -> AliasChoice {
        let first = self.choices.first().copied();
        first.unwrap_or_else(|| by_name(self.name))
    }
}

const fn by_name(name: &'static str) -> AliasChoice {
    AliasChoice { name, path: None }
}
