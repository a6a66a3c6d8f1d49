//! Data from the path, the query, headers, cookies, a form or the body.

use bytes::Bytes;
use twinlane_model::{DataType, ErrorDetail, JsonError, JsonValue, Step};
use twinlane_web::Convertor;

use super::body::{BodyInput, Keyed};
use super::place::{Found, Place};
use super::reading::Reading;
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
    let reading = Reading {
        slot,
        loc: &loc,
        errors: &mut cx.problems.errors,
    };
    match converted(text, convertor) {
        Some(value) => reading.value(&value),
        None => reading.text(text),
    }
}

/// The number that Starlette's convertor makes of the text, if it makes one: the input that an error shows.
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
    let name = slot.sent_name(|name| cx.inputs.is_sent(place, name));
    let loc = [Step::from(place.word()), Step::from(name)];
    let reading = Reading {
        slot,
        loc: &loc,
        errors: &mut cx.problems.errors,
    };
    match cx.inputs.find(place, name) {
        Some(Found::Text(text)) if slot.is_list_in_text && text.is_empty() => absent(reading),
        Some(Found::Text(text)) => reading.text(&text),
        Some(found) => match found.content().filter(|_| slot.takes_bytes) {
            Some(content) => reading.bytes(&content),
            None => reading.value(&found.shown()),
        },
        None => absent(reading),
    }
}

fn all<T: DataType>(cx: &mut Gather<'_>, slot: &Slot, place: Place) -> Option<T> {
    let name = slot.sent_name(|name| cx.inputs.are_sent(place, name));
    let loc = [Step::from(place.word()), Step::from(name)];
    let reading = Reading {
        slot,
        loc: &loc,
        errors: &mut cx.problems.errors,
    };
    let found = cx.inputs.find_all(place, name);
    if found.is_empty() {
        return absent(reading);
    }
    if found.iter().all(|found| matches!(found, Found::Text(_))) {
        let texts: Vec<&str> = found.iter().filter_map(Found::text).collect();
        return reading.texts(&texts);
    }
    if slot.takes_bytes {
        let contents: Vec<Bytes> = found.iter().filter_map(Found::content).collect();
        return reading.byte_strings(&contents);
    }
    let shown = JsonValue::List(found.iter().map(Found::shown).collect());
    reading.value(&shown)
}

fn from_body<T: DataType>(cx: &mut Gather<'_>, slot: &Slot) -> Option<T> {
    let loc = [Step::from("body")];
    let reading = Reading {
        slot,
        loc: &loc,
        errors: &mut cx.problems.errors,
    };
    let read = match &cx.inputs.body {
        BodyInput::Json(bytes) => reading.json(bytes),
        BodyInput::Other(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(reading.value(&JsonValue::from(text))),
            Err(_) if slot.takes_bytes => Ok(reading.bytes(bytes)),
            Err(_) => Err(JsonError::Unreadable),
        },
        _ => Ok(absent(reading)),
    };
    read.unwrap_or_else(|error| {
        cx.problems.unreadable = Some(error);
        None
    })
}

fn from_key<T: DataType>(cx: &mut Gather<'_>, slot: &Slot) -> Option<T> {
    let name = match &cx.inputs.body {
        BodyInput::Keyed(Keyed::Raw(keys)) => {
            slot.sent_name(|name| Keyed::raw(keys, name).is_some())
        }
        BodyInput::Keyed(Keyed::Parsed(keys)) => slot.sent_name(|name| keys.contains_key(name)),
        _ => slot.name,
    };
    let loc = [Step::from("body"), Step::from(name)];
    let reading = Reading {
        slot,
        loc: &loc,
        errors: &mut cx.problems.errors,
    };
    match &cx.inputs.body {
        BodyInput::Keyed(Keyed::Raw(keys)) => match Keyed::raw(keys, name) {
            Some(json) => reading.json(json).unwrap_or_else(|error| {
                cx.problems.unreadable = Some(error);
                None
            }),
            None => absent(reading),
        },
        BodyInput::Keyed(Keyed::Parsed(keys)) => match keys.get(name) {
            Some(value) => reading.value(value),
            None => absent(reading),
        },
        BodyInput::Keyed(Keyed::NoObject(_)) => {
            let error = ErrorDetail::missing(loc.to_vec(), JsonValue::Null);
            reading.errors.push(error);
            None
        }
        BodyInput::Keyed(Keyed::Unreadable(error, _)) => {
            cx.problems.unreadable = Some(error.clone());
            None
        }
        _ => absent(reading),
    }
}

/// The value of a parameter that was not sent.
#[expect(
    clippy::needless_pass_by_value,
    reason = "every way of reading takes it"
)]
fn absent<T: DataType>(reading: Reading<'_>) -> Option<T> {
    let value = reading.slot.when_absent();
    if value.is_none() {
        let error = ErrorDetail::missing(reading.loc.to_vec(), JsonValue::Null);
        reading.errors.push(error);
    }
    value
}
