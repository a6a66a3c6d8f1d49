//! Data from the path, the query or the body.

use std::borrow::Cow;

use twinlane_model::{DataType, ErrorDetail, JsonError, JsonValue, Step};

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
            SlotSource::Path(index) => from_path(cx, slot, index),
            SlotSource::Query => from_query(cx, slot),
            SlotSource::QueryList => from_query_list(cx, slot),
            SlotSource::Body => from_body(cx, slot),
            SlotSource::State(_) => None,
        }
    }
}

fn from_path<T: DataType>(cx: &mut Gather<'_>, slot: &Slot, index: usize) -> Option<T> {
    let text = cx.inputs.path.get(index);
    let loc = [Step::from("path"), Step::from(slot.name)];
    twinlane_model::read_text(text, &slot.rules, &loc, &mut cx.problems.path)
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

fn from_body<T: DataType>(cx: &mut Gather<'_>, slot: &Slot) -> Option<T> {
    let loc = [Step::from("body")];
    let errors = &mut cx.problems.body;
    match &cx.inputs.body {
        BodyInput::Absent => absent(slot, &loc, errors),
        BodyInput::Json(bytes) if slot.default.is_some() && bytes.trim_ascii() == b"null" => {
            absent(slot, &loc, errors)
        }
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
        Some(default) => serde::Deserialize::deserialize(default()).ok(),
        None => T::absent(),
    };
    if value.is_none() {
        errors.push(ErrorDetail::missing(loc.to_vec(), JsonValue::Null));
    }
    value
}
