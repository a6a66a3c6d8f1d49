//! The names and the paths that a field is read by, where a name alone does not say which field is meant.

use super::FieldShape;
use crate::{JsonValue, ModelShape, Step};

/// A name, or a path into the input, from which a field is read: one of Pydantic's `AliasChoices`, or an `AliasPath`.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::exhaustive_structs, reason = "written by the model macro")]
pub struct AliasChoice {
    /// The name, or the first step of a path.
    pub name: &'static str,
    /// The further steps of a path; `None` if it is a name.
    pub path: Option<&'static [PathStep]>,
}

/// A step of a path.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::exhaustive_enums, reason = "JSON has these two containers")]
pub enum PathStep {
    /// The name of a key.
    Key(&'static str),
    /// The index of an item, counted from 0.
    Index(usize),
    /// The index of an item counted from the end. The last item is 1.
    FromEnd(usize),
}

impl AliasChoice {
    /// The value in an object, if there is one.
    pub(crate) fn find<'v>(
        &self,
        given: &'v indexmap::IndexMap<String, JsonValue>,
    ) -> Option<&'v JsonValue> {
        let mut steps = self.steps().iter();
        steps.try_fold(given.get(self.name)?, |value, step| step.follow(value))
    }

    /// The location of the value.
    pub(crate) fn loc(&self) -> impl Iterator<Item = Step> + use<> {
        let further = self.steps().iter().map(|step| match *step {
            PathStep::Key(key) => Step::from(key),
            PathStep::Index(place) => Step::Index(place),
            PathStep::FromEnd(place) => Step::FromEnd(place),
        });
        std::iter::once(Step::from(self.name)).chain(further)
    }

    /// True if there are steps below its name.
    #[cfg(feature = "settings")]
    pub(crate) fn is_path(&self) -> bool {
        !self.steps().is_empty()
    }

    fn steps(&self) -> &'static [PathStep] {
        self.path.unwrap_or_default()
    }
}

impl PathStep {
    fn follow<'v>(&self, value: &'v JsonValue) -> Option<&'v JsonValue> {
        match (self, value) {
            (Self::Key(key), JsonValue::Object(object)) => object.get(*key),
            (Self::Index(place), JsonValue::List(items)) => items.get(*place),
            (Self::FromEnd(place), JsonValue::List(items)) => {
                items.get(items.len().checked_sub(*place)?)
            }
            _ => None,
        }
    }
}

impl FieldShape {
    /// The names from which the field is read as a separate parameter. Each is tried if the ones before are absent. FastAPI ignores
    /// paths there: fields with a path use the name in the model, and get the values of a key that no other field reads.
    pub fn parameter_names(&self) -> impl Iterator<Item = &'static str> + use<> {
        let has_path = self.choices.iter().any(|choice| choice.path.is_some());
        let choices = if has_path { &[] } else { self.choices };
        let name = choices.is_empty().then_some(self.name);
        let others = self.other_names.iter().copied();
        name.into_iter()
            .chain(others)
            .chain(choices.iter().map(|choice| choice.name))
    }

    /// The name in the input schema: the first of the field's names that is not a path. If all are paths, the name in the model.
    pub fn input_name(&self) -> &'static str {
        let own = || self.rust_name.unwrap_or(self.name);
        match self.choices {
            [] => self.name,
            [AliasChoice { path: Some(_), .. }] => own(),
            choices => {
                let mut choices = choices.iter();
                let name = choices.find(|choice| choice.steps().is_empty());
                name.map_or_else(own, |choice| choice.name)
            }
        }
    }

    /// The keys of an object that may be read as the field, or have it within.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &'static str> + use<> {
        let (own, others) = if self.choices.is_empty() {
            (Some(self.name), self.other_names)
        } else {
            (None, [].as_slice())
        };
        let choices = self.choices.iter().map(|choice| choice.name);
        own.into_iter().chain(others.iter().copied()).chain(choices)
    }

    /// True if a value of this key may be read as the field, or have it within.
    pub(crate) fn reads_key(&self, key: &str) -> bool {
        self.keys().any(|name| name == key)
    }
}

/// True if names alone do not identify the fields: a path leads to a field, or two fields share a name. Then only the slow
/// pass reads the model.
pub const fn chooses(model: &ModelShape) -> bool {
    let mut place = 0;
    while place < model.fields.len() {
        if !model.fields[place].choices.is_empty() {
            return true;
        }
        place += 1;
    }
    false
}
