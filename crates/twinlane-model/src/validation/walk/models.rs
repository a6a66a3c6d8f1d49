//! Objects with named fields.

use std::borrow::Cow;

use indexmap::IndexMap;

use super::Walk;
use super::secrets::may_be_secret;
use crate::JsonValue;
use crate::coerced::{Coerced, Pairs};
use crate::error::Kind;
use crate::refusal::Exactness;
use crate::shape::{Extra, FieldShape, ModelShape, Rules, Shape};

/// The depth to which Pydantic follows a model that contains itself, in a FastAPI body.
const DEEPEST: usize = 254;

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
        for field in shape.fields {
            if self.is_over() {
                break;
            }
            match field.find(given) {
                Some((name, inner)) => {
                    names.push(name);
                    let coerced = self.at(name, |walk| walk.field(field, inner));
                    fields.extend(coerced.map(|coerced| (Cow::Borrowed(field.name), coerced)));
                }
                None if !shape.partial && (field.required)() && field.is_read() => {
                    self.at(field.name, |walk| walk.refuse::<()>(Kind::Missing, value));
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

    fn field<'v>(&mut self, field: &FieldShape, value: &'v JsonValue) -> Option<Coerced<'v>> {
        let shape = (field.shape)();
        let walk_field = |walk: &mut Self| {
            let outside = walk.enter(shape);
            let coerced = walk.shape(shape, &field.rules, value);
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

    /// What becomes of the keys that are no field.
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

    /// In a model with secrets it may be one whose name was misspelled.
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
    /// Its value, and the name that it was given by.
    fn find<'v>(&self, given: &'v Given) -> Option<(&'static str, &'v JsonValue)> {
        if !self.is_read() {
            return None;
        }
        let named = |name: &'static str| given.get(name).map(|value| (name, value));
        named(self.name).or_else(|| self.other_names.iter().find_map(|name| named(name)))
    }
}
