//! The slow pass: a JSON value against a shape.
//!
//! [`Walk`] goes along both, side by side. Each kind of shape is one file: [`scalars`], [`containers`], [`models`],
//! [`unions`].

mod broken;
mod containers;
mod label;
mod made;
mod models;
mod refuse;
mod scalars;
mod secrets;
mod unions;

#[cfg(feature = "settings")]
pub(crate) use broken::broken_rule;
pub(crate) use secrets::STARS;
use secrets::is_secret_at;
pub(crate) use secrets::{masked, may_be_secret};
use unions::ArmInput;
pub use unions::ArmInputs;

use bytes::Bytes;

use crate::coerced::Coerced;
use crate::error::{Filled, Kind};
use crate::refusal::Exactness;
use crate::shape::{AliasChoice, Check, CheckedShape, Rules, Shape};
use crate::stack;
use crate::{ErrorList, JsonValue, Step};

/// A walk along a shape and a value, side by side. It goes on after an error, until there is no room for more.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of the place where the walk is"
)]
pub(super) struct Walk<'e> {
    loc: Vec<Step>,
    errors: &'e mut ErrorList,
    /// The number of errors, kept or not.
    failures: usize,
    /// The number of errors before the value, or before the arm of a union, that is looked at.
    failures_before: usize,
    /// True if the walk only asks if the value is taken: then no error is kept, and the first ends it.
    silent: bool,
    /// The number of models that contain the place where the walk is.
    depth: usize,
    /// The number of unions that contain the place.
    unions: usize,
    /// True if the model that contains the place asks for strict mode.
    strict: bool,
    /// Everything that a value at the place may be. Errors show a value only as far as this says that it is no secret.
    place: &'static Shape,
    /// The other shapes of the value that contains the place: the arms of a union beside the one that is tried.
    other_arms: Vec<&'static Shape>,
    /// True if the place is in a value that must not be shown.
    secret: bool,
    /// True if the place is in a document within a text, or the walk is outside of FastAPI: there no other objects are taken for models.
    in_text: bool,
    /// The contents of the files at the place, if the value only stands for them in errors. A type of bytes takes these, without an encoding.
    contents: &'e [Bytes],
    /// True if the place is in a value that another field has been read from.
    again: bool,
    /// The least exactness of the values taken since an arm of a union began.
    exactness: Exactness,
    /// The number of fields of models set since an arm of a union began.
    fields_set: Option<usize>,
}

/// The place that a walk has come from.
struct Outside {
    place: &'static Shape,
    other_arms: Vec<&'static Shape>,
    secret: bool,
}

/// The number of errors noted, and a mark of those that are kept.
#[derive(Clone, Copy)]
struct Noted {
    failures: usize,
    kept: Filled,
}

impl<'e> Walk<'e> {
    pub(super) fn new(loc: &[Step], errors: &'e mut ErrorList) -> Self {
        Self {
            loc: loc.to_vec(),
            errors,
            failures: 0,
            failures_before: 0,
            silent: false,
            depth: 0,
            unions: 0,
            strict: false,
            place: &Shape::Any,
            other_arms: Vec::new(),
            secret: false,
            in_text: false,
            contents: &[],
            again: false,
            exactness: Exactness::Exact,
            fields_set: None,
        }
    }

    /// A walk outside of FastAPI.
    pub(super) fn alone(errors: &'e mut ErrorList) -> Self {
        Self {
            in_text: true,
            ..Self::new(&[], errors)
        }
    }

    /// A walk along the content of files.
    pub(super) fn of_files(contents: &'e [Bytes], loc: &[Step], errors: &'e mut ErrorList) -> Self {
        Self {
            contents,
            ..Self::new(loc, errors)
        }
    }

    /// A walk that only asks if the value is taken.
    pub(super) fn silent(errors: &'e mut ErrorList) -> Self {
        Self {
            silent: true,
            ..Self::new(&[], errors)
        }
    }

    /// The value at a place, as its shape and the rules have it; `None` if there was an error.
    pub(super) fn value<'v>(
        &mut self,
        shape: &'static Shape,
        rules: &Rules,
        value: &'v JsonValue,
    ) -> Option<Coerced<'v>> {
        let outside = self.enter(shape);
        let coerced = self.shape(shape, rules, value);
        self.leave(outside);
        coerced
    }

    /// The same value, as one of the shapes that it may have.
    fn shape<'v>(
        &mut self,
        shape: &'static Shape,
        rules: &Rules,
        value: &'v JsonValue,
    ) -> Option<Coerced<'v>> {
        self.count(weight(value));
        match shape {
            Shape::Any => {
                self.note(Exactness::Lax);
                Some(Coerced::Raw(std::borrow::Cow::Borrowed(value)))
            }
            Shape::Null => match value {
                JsonValue::Null => Some(Coerced::Null),
                _ => self.refuse(Kind::NoneRequired, value),
            },
            Shape::Bool => self.truth(rules, value),
            Shape::Int(width) => self.int(*width, rules, value),
            Shape::Float => self.float(rules, value),
            Shape::Float32 => self.float32(rules, value),
            Shape::Str => self.text(rules, value),
            Shape::Scalar(scalar) => self.scalar(scalar, rules, value),
            Shape::Foreign(scalar) => self.foreign(scalar, value),
            Shape::Optional(inner) => match value {
                JsonValue::Null => Some(Coerced::Null),
                value => self.shape(inner, rules, value),
            },
            Shape::List(inner) => self.list(inner, rules, value),
            Shape::Array(inner, length) => self.array(inner, *length, value),
            Shape::Set(inner) => self.set(inner, rules, value),
            Shape::Map(key, inner) => self.map(key, inner, rules, value),
            // Its items may have changed places.
            Shape::Tuple(shapes) if may_be_secret(shape) => {
                self.hidden(|walk| walk.tuple(shapes, rules, value))
            }
            Shape::Tuple(shapes) => self.tuple(shapes, rules, value),
            Shape::Json(inner) => self.json(inner, rules, value),
            Shape::Secret(inner) => self.hidden(|walk| walk.hidden_value(inner, rules, value)),
            Shape::Enum(shape) => self.variant(shape, rules, value),
            Shape::Model(shape) => self.model(shape, value),
            Shape::Union(shape) => self.union(shape, rules, ArmInput::Same(value)),
            Shape::Tagged(shape) => self.tagged(shape, ArmInput::Same(value)),
            Shape::Checked(checked) => self.checked(checked, rules, value),
        }
    }

    /// A union of models at a place, each of which sees the value in its own way.
    pub(super) fn arms<'v>(
        &mut self,
        shape: &'static Shape,
        rules: &Rules,
        inputs: &'v ArmInputs,
    ) -> Option<Coerced<'v>> {
        let outside = self.enter(shape);
        let coerced = self.arms_of(shape, rules, inputs);
        self.leave(outside);
        coerced
    }

    fn arms_of<'v>(
        &mut self,
        shape: &'static Shape,
        rules: &Rules,
        inputs: &'v ArmInputs,
    ) -> Option<Coerced<'v>> {
        match shape {
            Shape::Optional(inner) => self.arms_of(inner, rules, inputs),
            Shape::Checked(checked) => {
                let rules = rules.and(&checked.rules);
                let coerced = self.arms_of(checked.shape, &rules, inputs)?;
                self.passes(checked.check, &coerced, &inputs.whole)?;
                Some(coerced)
            }
            Shape::Union(union) => self.union(union, rules, ArmInput::Each(inputs)),
            Shape::Tagged(tagged) => self.tagged(tagged, ArmInput::Each(inputs)),
            shape => self.shape(shape, rules, &inputs.whole),
        }
    }

    /// The rules of the place and, where they say nothing, those of the shape. A place only tightens what its type asks.
    fn checked<'v>(
        &mut self,
        checked: &'static CheckedShape,
        rules: &Rules,
        value: &'v JsonValue,
    ) -> Option<Coerced<'v>> {
        let coerced = self.shape(checked.shape, &rules.and(&checked.rules), value)?;
        self.passes(checked.check, &coerced, value)?;
        Some(coerced)
    }

    /// Runs a check written by hand.
    fn passes(
        &mut self,
        check: Option<Check>,
        coerced: &Coerced<'_>,
        value: &JsonValue,
    ) -> Option<()> {
        match check.map_or(Ok(()), |check| check(coerced)) {
            Ok(()) => Some(()),
            Err(error) => self.fail(error, value),
        }
    }

    /// The content of the file at the place.
    fn content(&self) -> Option<&'e Bytes> {
        match self.contents {
            [only] => Some(only),
            _ => None,
        }
    }

    fn is_strict(&self, rules: &Rules) -> bool {
        self.strict || rules.strict
    }

    /// Counts what is looked at in a union within a union, and what is looked at again.
    fn count(&self, weight: usize) {
        if self.unions > 1 {
            stack::count_walked(weight);
        }
        if self.again {
            stack::count_again(weight);
        }
    }

    /// True if the rest of the value, or of the arm of a union, cannot change the outcome.
    fn is_over(&self) -> bool {
        self.failures > self.failures_before && (self.silent || self.errors.is_full())
    }

    /// Walks with another step at the end of the location.
    fn at<T>(&mut self, step: impl Into<Step>, walk: impl FnOnce(&mut Self) -> T) -> T {
        // Nobody is told a location.
        if self.silent {
            return walk(self);
        }
        self.loc.push(step.into());
        let walked = walk(self);
        self.loc.pop();
        walked
    }

    /// Walks an item of a list. Of several files it is the one in its place.
    fn at_item<T>(&mut self, place: usize, walk: impl FnOnce(&mut Self) -> T) -> T {
        let contents = self.contents;
        self.contents = contents.get(place..=place).unwrap_or_default();
        let walked = self.at(place, walk);
        self.contents = contents;
        walked
    }

    /// Walks at the place that a field is read from. A place within a path is secret if another arm of a union has a secret where the path begins.
    fn at_choice<T>(&mut self, choice: &AliasChoice, walk: impl FnOnce(&mut Self) -> T) -> T {
        if choice.path.is_none() {
            return self.at(choice.name, walk);
        }
        let (length, secret) = (self.loc.len(), self.secret);
        let begin = Step::from(choice.name);
        let mut arms = self.other_arms.iter();
        self.secret |= arms.any(|arm| is_secret_at(arm, Some(&begin)));
        if !self.silent {
            self.loc.extend(choice.loc());
        }
        let walked = walk(self);
        self.loc.truncate(length);
        self.secret = secret;
        walked
    }

    /// Enters a place. It is secret if another arm of the union around it has a secret there.
    fn enter(&mut self, place: &'static Shape) -> Outside {
        let outside = Outside {
            place: self.place,
            other_arms: std::mem::take(&mut self.other_arms),
            secret: self.secret,
        };
        self.place = place;
        let step = self.loc.last();
        let mut arms = outside.other_arms.iter();
        self.secret |= arms.any(|arm| is_secret_at(arm, step));
        outside
    }

    /// Goes back to the place outside of it.
    fn leave(&mut self, outside: Outside) {
        (self.place, self.other_arms, self.secret) =
            (outside.place, outside.other_arms, outside.secret);
    }

    /// Walks a value that must not be shown.
    fn hidden<T>(&mut self, walk: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.secret, true);
        let walked = walk(self);
        self.secret = before;
        walked
    }

    fn noted(&self) -> Noted {
        Noted {
            failures: self.failures,
            kept: self.errors.filled(),
        }
    }

    /// Forgets the errors that were noted after the mark.
    fn forget(&mut self, before: Noted) {
        self.failures = before.failures;
        self.errors.forget(before.kept);
    }

    fn note(&mut self, exactness: Exactness) {
        self.exactness = self.exactness.min(exactness);
    }
}

/// The cost of looking at a value, without the values in it.
fn weight(value: &JsonValue) -> usize {
    1 + match value {
        JsonValue::Str(text) => text.len() / 8,
        JsonValue::BigInt(digits) => digits.len() / 8,
        JsonValue::List(items) => items.len() / 16,
        JsonValue::Object(fields) => fields.len() / 4,
        JsonValue::Null | JsonValue::Bool(_) | JsonValue::Int(_) | JsonValue::Float(_) => 0,
    }
}
