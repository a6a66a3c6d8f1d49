//! Arrays, sets, tuples, objects with any keys, and documents within texts.

use std::borrow::Cow;
use std::collections::HashSet;

use super::broken::{TOO_LONG, TOO_SHORT, broken_items};
use super::secrets::may_be_secret;
use super::{Noted, Walk};
use crate::JsonValue;
use crate::coerced::Coerced;
use crate::error::Kind;
use crate::json::{parse_python_json, why_no_json};
use crate::refusal::{Exactness, Refusal};
use crate::shape::{Rules, Shape};

impl Walk<'_> {
    /// Too many items are not looked at. Errors of items hide that there are too few.
    pub(super) fn list<'v>(
        &mut self,
        inner: &'static Shape,
        rules: &Rules,
        value: &'v JsonValue,
    ) -> Option<Coerced<'v>> {
        let JsonValue::List(items) = value else {
            return self.refuse(Kind::ListType, value);
        };
        self.at_most("List", rules, items.len(), value)?;
        let coerced = self.items(inner, items)?;
        self.at_least("List", rules, items.len(), value)?;
        let mut seen = HashSet::new();
        if rules.unique_items && !coerced.iter().all(|item| seen.insert(identity(item))) {
            let refusal = Refusal::because(Kind::UniqueItems, "field_type", "List");
            return self.refuse_for(refusal, value);
        }
        Some(Coerced::List(coerced))
    }

    pub(super) fn array<'v>(
        &mut self,
        inner: &'static Shape,
        length: usize,
        value: &'v JsonValue,
    ) -> Option<Coerced<'v>> {
        let rules = Rules {
            min_length: Some(length),
            max_length: Some(length),
            ..Rules::NONE
        };
        self.list(inner, &rules, value)
    }

    pub(super) fn set<'v>(
        &mut self,
        inner: &'static Shape,
        rules: &Rules,
        value: &'v JsonValue,
    ) -> Option<Coerced<'v>> {
        self.note(Exactness::Lax);
        let JsonValue::List(items) = value else {
            return self.refuse(Kind::SetType, value);
        };
        if self.is_strict(rules) {
            return self.refuse(Kind::SetType, value);
        }
        let before = self.noted();
        let mut coerced = Vec::with_capacity(items.len());
        let mut seen = HashSet::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            if self.is_over() {
                return None;
            }
            let item = self.at_item(index, |walk| walk.value(inner, &Rules::NONE, item));
            coerced.extend(item.filter(|item| seen.insert(identity(item))));
            self.cut_off_at("Set", rules, (coerced.len(), before), value)?;
        }
        if self.failures > before.failures {
            return None;
        }
        self.at_least("Set", rules, coerced.len(), value)?;
        Some(Coerced::List(coerced))
    }

    pub(super) fn tuple<'v>(
        &mut self,
        shapes: &'static [&'static Shape],
        rules: &Rules,
        value: &'v JsonValue,
    ) -> Option<Coerced<'v>> {
        self.note(Exactness::Lax);
        let JsonValue::List(items) = value else {
            return self.refuse(Kind::TupleType, value);
        };
        if self.is_strict(rules) {
            return self.refuse(Kind::TupleType, value);
        }
        if items.len() > shapes.len() {
            let (kind, ctx) = broken_items(TOO_LONG, "Tuple", shapes.len(), Some(items.len()));
            return self.refuse_with(kind, value, || ctx);
        }
        let failures = self.failures;
        let mut coerced = Vec::with_capacity(shapes.len());
        for (place, shape) in shapes.iter().enumerate() {
            if self.is_over() {
                return None;
            }
            let item = self.at_item(place, |walk| match items.get(place) {
                Some(item) => walk.value(shape, &Rules::NONE, item),
                None => walk.refuse(Kind::Missing, value),
            });
            coerced.extend(item);
        }
        (self.failures == failures).then_some(Coerced::List(coerced))
    }

    pub(super) fn map<'v>(
        &mut self,
        key_shape: &'static Shape,
        shape: &'static Shape,
        rules: &Rules,
        value: &'v JsonValue,
    ) -> Option<Coerced<'v>> {
        let JsonValue::Object(pairs) = value else {
            return self.refuse(Kind::DictType, value);
        };
        let before = self.noted();
        let mut coerced = Vec::with_capacity(pairs.len());
        for (key, inner) in pairs.iter() {
            if self.is_over() {
                return None;
            }
            self.at(key, |walk| {
                let key = walk.key(key_shape, key);
                let inner = walk.value(shape, &Rules::NONE, inner);
                coerced.extend(key.zip(inner));
            });
            self.cut_off_at("Dictionary", rules, (coerced.len(), before), value)?;
        }
        if self.failures > before.failures {
            return None;
        }
        self.at_least("Dictionary", rules, coerced.len(), value)?;
        Some(Coerced::Map(coerced))
    }

    /// A key, as [`DataType::from_text`](crate::DataType::from_text) reads it.
    fn key(&mut self, shape: &'static Shape, key: &str) -> Option<Cow<'static, str>> {
        let text = JsonValue::from(key);
        let coerced = self.at("[key]", |walk| walk.value(shape, &Rules::NONE, &text))?;
        Some(match coerced {
            Coerced::Text(text) => Cow::Owned(text.into_owned()),
            Coerced::Bool(value) => Cow::Owned(value.to_string()),
            Coerced::Int(number) => Cow::Owned(number.to_string()),
            Coerced::Uint(number) => Cow::Owned(number.to_string()),
            Coerced::Float(number) => Cow::Owned(number.to_string()),
            Coerced::Null
            | Coerced::Bytes(_)
            | Coerced::List(_)
            | Coerced::Map(_)
            | Coerced::Model(_)
            | Coerced::Arm(..)
            | Coerced::Raw(_) => Cow::Owned(key.to_owned()),
        })
    }

    pub(super) fn json<'v>(
        &mut self,
        inner: &'static Shape,
        rules: &Rules,
        value: &'v JsonValue,
    ) -> Option<Coerced<'v>> {
        self.note(Exactness::Lax);
        let JsonValue::Str(text) = value else {
            return self.refuse(Kind::JsonType, value);
        };
        self.count(text.len());
        let Ok(document) = parse_python_json(text.as_bytes()) else {
            let why = || vec![("error", JsonValue::Str(why_no_json(text)))];
            return self.refuse_with(Kind::JsonTextInvalid, value, why);
        };
        let before = std::mem::replace(&mut self.in_text, true);
        let rules_within = rules.without_lengths();
        let walk = |walk: &mut Self| {
            let coerced = walk.value(inner, &rules_within, &document);
            coerced.map(Coerced::into_owned)
        };
        let coerced = if self.other_arms.iter().any(|arm| may_be_secret(arm)) {
            self.hidden(walk)
        } else {
            walk(self)
        };
        self.in_text = before;
        let coerced = coerced?;
        self.keeps_length(inner, &coerced, rules, value)?;
        // As an arm, so that its type tells it from the text of a document.
        Some(Coerced::Arm(0, Box::new(coerced)))
    }

    fn items<'v>(
        &mut self,
        inner: &'static Shape,
        items: &'v [JsonValue],
    ) -> Option<Vec<Coerced<'v>>> {
        let failures = self.failures;
        let mut coerced = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            if self.is_over() {
                return None;
            }
            coerced.extend(self.at_item(index, |walk| walk.value(inner, &Rules::NONE, item)));
        }
        (self.failures == failures).then_some(coerced)
    }

    /// Reports a set or an object as soon as it is too long, and forgets the errors found in it before.
    fn cut_off_at(
        &mut self,
        container: &'static str,
        rules: &Rules,
        (length, before): (usize, Noted),
        value: &JsonValue,
    ) -> Option<()> {
        match rules.max_length {
            Some(most) if length > most => {
                self.forget(before);
                let (kind, ctx) = broken_items(TOO_LONG, container, most, None);
                self.refuse_with(kind, value, || ctx)
            }
            _ => Some(()),
        }
    }

    pub(super) fn at_most(
        &mut self,
        container: &'static str,
        rules: &Rules,
        length: usize,
        value: &JsonValue,
    ) -> Option<()> {
        match rules.max_length {
            Some(most) if length > most => {
                let (kind, ctx) = broken_items(TOO_LONG, container, most, Some(length));
                self.refuse_with(kind, value, || ctx)
            }
            _ => Some(()),
        }
    }

    pub(super) fn at_least(
        &mut self,
        container: &'static str,
        rules: &Rules,
        length: usize,
        value: &JsonValue,
    ) -> Option<()> {
        match rules.min_length {
            Some(least) if length < least => {
                let (kind, ctx) = broken_items(TOO_SHORT, container, least, Some(length));
                self.refuse_with(kind, value, || ctx)
            }
            _ => Some(()),
        }
    }
}

/// A text that tells different items apart.
fn identity(item: &Coerced<'_>) -> String {
    format!("{item:?}")
}
