//! Data from the path, the query, headers, cookies or the body.

use std::borrow::Cow;

use twinlane_model::{DataType, ErrorDetail, JsonError, JsonValue, Step};
use twinlane_web::{Convertor, header};

use super::{BodyInput, Gather, Kind, Parameter, Slot, SlotSource};

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
            SlotSource::Query => from_query(cx, slot),
            SlotSource::QueryList => from_query_list(cx, slot),
            SlotSource::Header => from_header(cx, slot),
            SlotSource::HeaderList => from_header_list(cx, slot),
            SlotSource::Cookie => from_cookie(cx, slot),
            SlotSource::Body => from_body(cx, slot),
            SlotSource::State(_) => None,
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
        Some(value) => twinlane_model::read_value(&value, &slot.rules, &loc, &mut cx.problems.path),
        None => twinlane_model::read_text(text, &slot.rules, &loc, &mut cx.problems.path),
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

fn from_query<T: DataType>(cx: &mut Gather<'_>, slot: &Slot) -> Option<T> {
    let loc = [Step::from("query"), Step::from(slot.name)];
    match cx.inputs.query.last(slot.name) {
        Some(text) => twinlane_model::read_text(&text, &slot.rules, &loc, &mut cx.problems.query),
        None => absent(slot, &loc, &mut cx.problems.query),
    }
}

fn from_query_list<T: DataType>(cx: &mut Gather<'_>, slot: &Slot) -> Option<T> {
    let loc = [Step::from("query"), Step::from(slot.name)];
    let texts: Vec<Cow<'_, str>> = cx.inputs.query.all(slot.name).collect();
    if texts.is_empty() {
        return absent(slot, &loc, &mut cx.problems.query);
    }
    let texts = texts.iter().map(Cow::as_ref);
    twinlane_model::read_texts(texts, &slot.rules, &loc, &mut cx.problems.query)
}

fn from_header<T: DataType>(cx: &mut Gather<'_>, slot: &Slot) -> Option<T> {
    let loc = [Step::from("header"), Step::from(slot.name)];
    let errors = &mut cx.problems.header;
    match header::first(cx.inputs.headers, slot.name) {
        Some(text) => twinlane_model::read_text(&text, &slot.rules, &loc, errors),
        None => absent(slot, &loc, errors),
    }
}

fn from_header_list<T: DataType>(cx: &mut Gather<'_>, slot: &Slot) -> Option<T> {
    let loc = [Step::from("header"), Step::from(slot.name)];
    let errors = &mut cx.problems.header;
    let texts: Vec<Cow<'_, str>> = header::all(cx.inputs.headers, slot.name).collect();
    if texts.is_empty() {
        return absent(slot, &loc, errors);
    }
    twinlane_model::read_texts(texts.iter().map(Cow::as_ref), &slot.rules, &loc, errors)
}

fn from_cookie<T: DataType>(cx: &mut Gather<'_>, slot: &Slot) -> Option<T> {
    let loc = [Step::from("cookie"), Step::from(slot.name)];
    let errors = &mut cx.problems.cookie;
    match header::cookie(cx.inputs.headers, slot.name) {
        Some(text) => twinlane_model::read_text(&text, &slot.rules, &loc, errors),
        None => absent(slot, &loc, errors),
    }
}

fn from_body<T: DataType>(cx: &mut Gather<'_>, slot: &Slot) -> Option<T> {
    let loc = [Step::from("body")];
    let errors = &mut cx.problems.body;
    match &cx.inputs.body {
        BodyInput::Absent => absent(slot, &loc, errors),
        BodyInput::Json(bytes) => match twinlane_model::read_json(bytes, &slot.rules, &loc, errors)
        {
            Ok(value) => value,
            Err(error) => {
                cx.problems.unreadable = Some(error);
                None
            }
        },
        BodyInput::Other(bytes) => {
            if let Ok(text) = std::str::from_utf8(bytes) {
                twinlane_model::read_value(&JsonValue::from(text), &slot.rules, &loc, errors)
            } else {
                cx.problems.unreadable = Some(JsonError::Unreadable);
                None
            }
        }
    }
}

/// The value of a parameter that was not sent.
fn absent<T: DataType>(slot: &Slot, loc: &[Step], errors: &mut Vec<ErrorDetail>) -> Option<T> {
    let value = match slot.default {
        Some(default) => T::read_from(default()).ok(),
        None => T::absent(),
    };
    if value.is_none() {
        errors.push(ErrorDetail::missing(loc.to_vec(), JsonValue::Null));
    }
    value
}
