//! A model as a group of parameters: each field is one.

use std::borrow::Cow;

use indexmap::IndexMap;
use twinlane_model::shape::{Extra, FieldShape, ModelShape};
use twinlane_model::{ArmInputs, DataType, JsonValue, Step};

use super::place::{Found, Place};
use super::reading::Reading;
use super::{Gather, Inputs, Slot};

/// The names of a group's fields in the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct GroupNames {
    pub(crate) place: Place,
    /// True if the underscores of a field's own name are those of its header: `convert_underscores = false`.
    pub(crate) keeps_underscores: bool,
}

impl GroupNames {
    /// The name in the request. A header has hyphens for the underscores of a field's own name.
    pub(crate) fn of(self, field: &'static FieldShape, name: &'static str) -> Cow<'static, str> {
        let own_name = field.rust_name.unwrap_or(field.name);
        let converts = self.place == Place::Header && !self.keeps_underscores;
        if converts && !field.is_literal && name == own_name && name.contains('_') {
            return name.replace('_', "-").into();
        }
        name.into()
    }

    /// The names of a field in the model, each with that in the request.
    fn all(
        self,
        field: &'static FieldShape,
    ) -> impl Iterator<Item = (&'static str, Cow<'static, str>)> {
        let names = field.parameter_names();
        names.map(move |name| (name, self.of(field, name)))
    }
}

/// Reads a model from all that was sent in a place.
pub(super) fn read<T: DataType>(cx: &mut Gather<'_>, slot: &Slot, names: GroupNames) -> Option<T> {
    let place = names.place;
    let Some(model) = T::SHAPE.as_model() else {
        return read_arms(cx, slot, names);
    };
    let (object, was_sent) = object(&cx.inputs, names, model);
    let loc = [Step::from(place.word())];
    let errors = &mut cx.problems.errors;
    if !was_sent && let Some(value) = slot.when_absent::<T>() {
        return Some(value);
    }
    let before = errors.len();
    let reading = Reading {
        slot,
        loc: &loc,
        errors: &mut *errors,
    };
    let value = reading.value(&JsonValue::from(object));
    if place == Place::Header {
        for error in &mut errors.errors_mut()[before..] {
            name_header(&mut error.loc, names, model);
        }
    }
    value
}

/// Reads one of several models. Each model sees the sent values in its own way.
fn read_arms<T: DataType>(cx: &mut Gather<'_>, slot: &Slot, names: GroupNames) -> Option<T> {
    let inputs = &cx.inputs;
    let models = T::SHAPE.as_models().into_iter();
    let (arms, sent): (Vec<_>, Vec<_>) = models
        .map(|model| object(inputs, names, model))
        .map(|(object, was_sent)| (JsonValue::from(object), was_sent))
        .unzip();
    if !sent.contains(&true)
        && let Some(value) = slot.when_absent::<T>()
    {
        return Some(value);
    }
    let everything = inputs.everything(names.place).into_iter();
    let whole: IndexMap<String, JsonValue> = everything
        .map(|(name, values)| (name.into_owned(), extra_value(&values)))
        .collect();
    let inputs = ArmInputs::new(whole.into(), arms);
    let loc = [Step::from(names.place.word())];
    let reading = Reading {
        slot,
        loc: &loc,
        errors: &mut cx.problems.errors,
    };
    reading.arms(&inputs)
}

/// The sent values, as the object that the model is read from; and true if any of them was meant for the model.
fn object(
    inputs: &Inputs<'_>,
    group: GroupNames,
    model: &'static ModelShape,
) -> (IndexMap<String, JsonValue>, bool) {
    let mut object = IndexMap::new();
    let mut known: Vec<Cow<'static, str>> = Vec::new();
    let mut was_sent = false;
    let place = group.place;
    if let Some(tag) = model.tag {
        known.push(tag.name.into());
        was_sent |= inputs.has(place, tag.name);
        let sent = inputs.find(place, tag.name);
        object.extend(sent.map(|found| (tag.name.to_owned(), found.shown())));
    }
    for field in model.fields.iter().filter(|field| field.is_read()) {
        let (name, request_name) = match place {
            Place::Form => chosen_in_form(inputs, group, field, &mut known),
            _ => chosen(inputs, group, field, &mut known),
        };
        was_sent |= group.all(field).any(|(_, name)| inputs.has(place, &name));
        if let Some(value) = field_value(inputs, place, field, &request_name) {
            object.insert(name.to_owned(), value);
        }
    }
    let everything = inputs.everything(place);
    was_sent |= !matches!(model.extra, Extra::Ignore) && !everything.is_empty();
    for (name, values) in everything {
        if !known.contains(&name) {
            object.insert(name.into_owned(), extra_value(&values));
        }
    }
    (object, was_sent)
}

/// The name that a field is read by, in the model and in the request: the first that was sent. It is used up.
fn chosen(
    inputs: &Inputs<'_>,
    group: GroupNames,
    field: &'static FieldShape,
    known: &mut Vec<Cow<'static, str>>,
) -> (&'static str, Cow<'static, str>) {
    let place = group.place;
    let mut names = group.all(field);
    let (name, request_name) = names
        .find(|(_, name)| inputs.has(place, name))
        .unwrap_or_else(|| first_name(field, group));
    if place == Place::Header {
        // No name of a header field can be an extra one, with hyphens or without.
        let renamed = group.all(field).filter(|(name, request)| name != request);
        known.extend(renamed.map(|(name, _)| name.to_ascii_lowercase().into()));
        known.push(request_name.to_ascii_lowercase().into());
    } else {
        known.push(request_name.clone());
    }
    (name, request_name)
}

/// As [`chosen`]. In a form every name that was tried is used up, and a name whose value is empty is passed over.
fn chosen_in_form(
    inputs: &Inputs<'_>,
    group: GroupNames,
    field: &'static FieldShape,
    known: &mut Vec<Cow<'static, str>>,
) -> (&'static str, Cow<'static, str>) {
    for name in field.parameter_names() {
        known.push(name.into());
        if field_value(inputs, Place::Form, field, name).is_some() {
            return (name, name.into());
        }
    }
    first_name(field, group)
}

/// The first name of a field in the model, and in the request.
fn first_name(field: &'static FieldShape, group: GroupNames) -> (&'static str, Cow<'static, str>) {
    let name = field.parameter_names().next().unwrap_or(field.name);
    (name, group.of(field, name))
}

fn field_value(
    inputs: &Inputs<'_>,
    place: Place,
    field: &'static FieldShape,
    name: &str,
) -> Option<JsonValue> {
    if !(field.shape)().is_repeated() || place == Place::Cookie {
        let is_none = |found: &Found<'_>| {
            (field.shape)().is_list_in_text() && found.text().is_some_and(str::is_empty)
        };
        let found = inputs.find(place, name);
        return found
            .filter(|found| !is_none(found))
            .map(|found| found.shown());
    }
    let all = inputs.find_all(place, name);
    (!all.is_empty()).then(|| JsonValue::List(all.iter().map(Found::shown).collect()))
}

fn extra_value(values: &[Found<'_>]) -> JsonValue {
    match values {
        [only] => only.shown(),
        values => JsonValue::List(values.iter().map(Found::shown).collect()),
    }
}

/// Errors name the header, not the field.
fn name_header(loc: &mut [Step], group: GroupNames, model: &'static ModelShape) {
    let Some(Step::Key(name)) = loc.get_mut(1) else {
        return;
    };
    let mut fields = model.fields.iter();
    if let Some(field) = fields.find(|field| field.parameter_names().any(|known| known == name)) {
        let own_name = field.rust_name.unwrap_or(field.name);
        if own_name == name {
            *name = group.of(field, own_name);
        }
    }
}
