//! Data from the path, the query, headers, cookies, a form or the body.

use bytes::Bytes;
use twinlane_model::{DataType, ErrorDetail, ErrorList, JsonError, JsonValue, Step};
use twinlane_web::Convertor;

use super::body::{BodyInput, Keyed};
use super::place::{Found, Place};
use super::{Gather, Kind, Parameter, Slot, SlotSource, group};

/// The marker of parameters that are data.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaData {}

impl<T: DataType> Parameter<ViaData> for T {
    fn kind() -> Kind {
        Kind::Data {
            shape: T::SHAPE,
            optional: T::absent().is_some(),
        }
    }

    fn gather(cx: &mut Gather<'_>, slot: &Slot) -> Option<Self> {
        match slot.source {
            SlotSource::Path { place, convertor } => from_path(cx, slot, place, convertor),
            SlotSource::One(place) => one(cx, slot, place),
            SlotSource::All(place) => all(cx, slot, place),
            SlotSource::Group(names) => group::read(cx, slot, names),
            SlotSource::Body => from_body(cx, slot),
            SlotSource::BodyKey => from_key(cx, slot),
            SlotSource::RawBody
            | SlotSource::Extracted { .. }
            | SlotSource::Dependency { .. }
            | SlotSource::Overridden(_)
            | SlotSource::Scopes(_)
            | SlotSource::Nothing
            | SlotSource::State(_)
            | SlotSource::StateOfStart(_) => None,
        }
    }
}

fn from_path<T: DataType>(
    cx: &mut Gather<'_>,
    slot: &Slot,
    place: usize,
    convertor: Convertor,
) -> Option<T> {
    let text = cx.inputs.path.get(place);
    let loc = [Step::from("path"), Step::from(slot.name)];
    match converted(text, convertor) {
        Some(value) => {
            twinlane_model::read_value(&value, &slot.rules, &loc, &mut cx.problems.errors)
        }
        None => twinlane_model::read_text(text, &slot.rules, &loc, &mut cx.problems.errors),
    }
}

/// What Starlette's convertor makes of the text, where that is a number: the input that an error shows.
fn converted(text: &str, convertor: Convertor) -> Option<JsonValue> {
    match convertor {
        Convertor::Int => {
            let digits = text.trim_start_matches('0');
            let digits = if digits.is_empty() { "0" } else { digits };
            twinlane_model::parse_python_json(digits.as_bytes()).ok()
        }
        Convertor::Float => text.parse().ok().map(JsonValue::Float),
        Convertor::Str | Convertor::Path | Convertor::Uuid => None,
    }
}

fn one<T: DataType>(cx: &mut Gather<'_>, slot: &Slot, place: Place) -> Option<T> {
    let loc = [Step::from(place.word()), Step::from(slot.name)];
    let errors = &mut cx.problems.errors;
    match cx.inputs.find(place, slot.name) {
        Some(Found::Text(text)) => twinlane_model::read_text(&text, &slot.rules, &loc, errors),
        Some(found) => match found.content().filter(|_| slot.takes_bytes) {
            Some(content) => twinlane_model::read_bytes(&content, &slot.rules, &loc, errors),
            None => twinlane_model::read_value(&found.shown(), &slot.rules, &loc, errors),
        },
        None => absent(slot, &loc, errors),
    }
}

fn all<T: DataType>(cx: &mut Gather<'_>, slot: &Slot, place: Place) -> Option<T> {
    let loc = [Step::from(place.word()), Step::from(slot.name)];
    let errors = &mut cx.problems.errors;
    let found = cx.inputs.find_all(place, slot.name);
    if found.is_empty() {
        return absent(slot, &loc, errors);
    }
    if found.iter().all(|found| matches!(found, Found::Text(_))) {
        let texts = found.iter().filter_map(Found::text);
        return twinlane_model::read_texts(texts, &slot.rules, &loc, errors);
    }
    if slot.takes_bytes {
        let contents: Vec<Bytes> = found.iter().filter_map(Found::content).collect();
        return twinlane_model::read_byte_strings(&contents, &slot.rules, &loc, errors);
    }
    let shown = JsonValue::List(found.iter().map(Found::shown).collect());
    twinlane_model::read_value(&shown, &slot.rules, &loc, errors)
}

fn from_body<T: DataType>(cx: &mut Gather<'_>, slot: &Slot) -> Option<T> {
    let loc = [Step::from("body")];
    let errors = &mut cx.problems.errors;
    let read = match &cx.inputs.body {
        BodyInput::Json(bytes) => twinlane_model::read_json(bytes, &slot.rules, &loc, errors),
        BodyInput::Other(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => {
                let value = JsonValue::from(text);
                Ok(twinlane_model::read_value(
                    &value,
                    &slot.rules,
                    &loc,
                    errors,
                ))
            }
            Err(_) if slot.takes_bytes => {
                Ok(twinlane_model::read_bytes(bytes, &slot.rules, &loc, errors))
            }
            Err(_) => Err(JsonError::Unreadable),
        },
        _ => Ok(absent(slot, &loc, errors)),
    };
    read.unwrap_or_else(|error| {
        cx.problems.unreadable = Some(error);
        None
    })
}

fn from_key<T: DataType>(cx: &mut Gather<'_>, slot: &Slot) -> Option<T> {
    let loc = [Step::from("body"), Step::from(slot.name)];
    let errors = &mut cx.problems.errors;
    match &cx.inputs.body {
        BodyInput::Keyed(Keyed::Raw(keys)) => match Keyed::raw(keys, slot.name) {
            Some(json) => twinlane_model::read_json(json, &slot.rules, &loc, errors)
                .unwrap_or_else(|error| {
                    cx.problems.unreadable = Some(error);
                    None
                }),
            None => absent(slot, &loc, errors),
        },
        BodyInput::Keyed(Keyed::Parsed(keys)) => match keys.get(slot.name) {
            Some(value) => twinlane_model::read_value(value, &slot.rules, &loc, errors),
            None => absent(slot, &loc, errors),
        },
        BodyInput::Keyed(Keyed::NoObject(_)) => {
            errors.push(ErrorDetail::missing(loc.to_vec(), JsonValue::Null));
            None
        }
        BodyInput::Keyed(Keyed::Unreadable(error, _)) => {
            cx.problems.unreadable = Some(error.clone());
            None
        }
        _ => absent(slot, &loc, errors),
    }
}

/// The value of a parameter that was not sent.
fn absent<T: DataType>(slot: &Slot, loc: &[Step], errors: &mut ErrorList) -> Option<T> {
    let value = slot.when_absent();
    if value.is_none() {
        errors.push(ErrorDetail::missing(loc.to_vec(), JsonValue::Null));
    }
    value
}
