//! Files of a form.

use std::any::Any;

use bytes::Bytes;
use twinlane_model::__private::NotNull;
use twinlane_model::{DataType, ErrorDetail, JsonValue, Shape, Step};
use twinlane_web::form::UploadFile;

use super::place::{Found, Place};
use super::{Gather, Inputs, Kind, NotNullParameter, Parameter, Slot};

/// The marker of parameters that are files.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaFile {}

/// Files are described as bytes are.
const FILE: &Shape = Bytes::SHAPE;

impl Parameter<ViaFile> for UploadFile {
    fn kind() -> Kind {
        Kind::File {
            shape: FILE,
            optional: false,
        }
    }

    fn gather(cx: &mut Gather<'_>, slot: &Slot) -> Option<Self> {
        let file = find(cx, slot)?;
        if file.is_none() {
            missing(cx, slot);
        }
        checked(cx, slot, file?)
    }
}

impl Parameter<ViaFile> for Option<UploadFile> {
    fn kind() -> Kind {
        Kind::File {
            shape: &Shape::Optional(FILE),
            optional: true,
        }
    }

    fn gather(cx: &mut Gather<'_>, slot: &Slot) -> Option<Self> {
        match find(cx, slot)? {
            Some(file) => checked(cx, slot, Some(file)),
            None => none(cx, slot),
        }
    }
}

impl Parameter<ViaFile> for Vec<UploadFile> {
    fn kind() -> Kind {
        Kind::File {
            shape: &Shape::List(FILE),
            optional: false,
        }
    }

    fn gather(cx: &mut Gather<'_>, slot: &Slot) -> Option<Self> {
        let files = find_all(cx, slot)?;
        if files.is_empty() {
            missing(cx, slot);
            return None;
        }
        checked_list(cx, slot, files)
    }
}

impl Parameter<ViaFile> for Option<Vec<UploadFile>> {
    fn kind() -> Kind {
        Kind::File {
            shape: &Shape::Optional(&Shape::List(FILE)),
            optional: true,
        }
    }

    fn gather(cx: &mut Gather<'_>, slot: &Slot) -> Option<Self> {
        let files = find_all(cx, slot)?;
        if files.is_empty() {
            return none(cx, slot);
        }
        checked_list(cx, slot, Some(files))
    }
}

impl NotNullParameter<ViaFile> for Option<UploadFile> {
    fn kind() -> Kind {
        Kind::File {
            shape: FILE,
            optional: true,
        }
    }

    fn gather(cx: &mut Gather<'_>, slot: &Slot) -> Option<Self> {
        match find(cx, slot)? {
            Some(file) => checked(cx, slot, NotNull(Some(file))).map(|NotNull(file)| file),
            None => Some(None),
        }
    }
}

impl NotNullParameter<ViaFile> for Option<Vec<UploadFile>> {
    fn kind() -> Kind {
        Kind::File {
            shape: &Shape::List(FILE),
            optional: true,
        }
    }

    fn gather(cx: &mut Gather<'_>, slot: &Slot) -> Option<Self> {
        let files = find_all(cx, slot)?;
        if files.is_empty() {
            return Some(None);
        }
        checked_list(cx, slot, NotNull(Some(files))).map(|NotNull(files)| files)
    }
}

/// The file, if one was sent. The outer `None`: something else was, and is noted.
#[expect(clippy::option_option, reason = "absent and wrong are two things")]
fn find(cx: &mut Gather<'_>, slot: &Slot) -> Option<Option<UploadFile>> {
    let name = slot.sent_name(|name| cx.inputs.is_sent(Place::Form, name));
    match cx.inputs.find(Place::Form, name) {
        None => Some(None),
        Some(Found::File(file)) => Some(Some(file.clone())),
        Some(Found::Text(text)) => {
            let loc = vec![Step::from("body"), Step::from(name)];
            let error = not_a_file(loc, &text);
            cx.problems.errors.push(error);
            None
        }
    }
}

/// All files that were sent; `None` if something else was.
fn find_all(cx: &mut Gather<'_>, slot: &Slot) -> Option<Vec<UploadFile>> {
    let mut files = Vec::new();
    let mut all_files = true;
    let name = list_name(cx, slot);
    let found = cx.inputs.find_all(Place::Form, name);
    for (place, found) in found.into_iter().enumerate() {
        match found {
            Found::File(file) => files.push(file.clone()),
            Found::Text(text) => {
                let loc = vec!["body".into(), name.into(), place.into()];
                cx.problems.errors.push(not_a_file(loc, &text));
                all_files = false;
            }
        }
    }
    all_files.then_some(files)
}

/// The name that a list of files was sent by.
fn list_name(cx: &Gather<'_>, slot: &Slot) -> &'static str {
    slot.sent_name(|name| cx.inputs.are_sent(Place::Form, name))
}

/// A file that was sent, if the check of the parameter takes it.
fn checked<T: Any>(cx: &mut Gather<'_>, slot: &Slot, sent: T) -> Option<T> {
    let name = slot.sent_name(|name| cx.inputs.is_sent(Place::Form, name));
    let shown = |inputs: &Inputs<'_>| match inputs.find(Place::Form, name) {
        Some(found) => found.shown(),
        None => JsonValue::Null,
    };
    passed(cx, slot, sent, (name, &shown))
}

/// A list of files that were sent, likewise.
fn checked_list<T: Any>(cx: &mut Gather<'_>, slot: &Slot, sent: T) -> Option<T> {
    let name = list_name(cx, slot);
    let shown = |inputs: &Inputs<'_>| {
        let found = inputs.find_all(Place::Form, name);
        JsonValue::List(found.iter().map(Found::shown).collect())
    };
    passed(cx, slot, sent, (name, &shown))
}

/// The value that was sent by a name, if the check takes it. An error shows what is `shown`.
fn passed<T: Any>(
    cx: &mut Gather<'_>,
    slot: &Slot,
    sent: T,
    (name, shown): (&'static str, &dyn Fn(&Inputs<'_>) -> JsonValue),
) -> Option<T> {
    let Err(error) = slot.check.map_or(Ok(()), |check| check(&sent)) else {
        return Some(sent);
    };
    let (loc, input) = ([Step::from("body"), Step::from(name)], shown(&cx.inputs));
    twinlane_model::refuse::<Bytes>(error, &input, &loc, &mut cx.problems.errors);
    None
}

fn not_a_file(loc: Vec<Step>, text: &str) -> ErrorDetail {
    let message = "Expected UploadFile, received: <class 'str'>";
    ErrorDetail::value_error(loc, JsonValue::from(text), message)
}

/// That no file was sent, where there may be none. The outer `None`: there must be one, which is noted.
#[expect(clippy::option_option, reason = "absent and wrong are two things")]
fn none<T>(cx: &mut Gather<'_>, slot: &Slot) -> Option<Option<T>> {
    if slot.required {
        missing(cx, slot);
        return None;
    }
    Some(None)
}

fn missing(cx: &mut Gather<'_>, slot: &Slot) {
    let loc = vec![Step::from("body"), Step::from(slot.name)];
    cx.problems
        .errors
        .push(ErrorDetail::missing(loc, JsonValue::Null));
}
