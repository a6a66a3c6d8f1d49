//! Files of a form.

use bytes::Bytes;
use twinlane_model::{DataType, ErrorDetail, JsonValue, Shape, Step};
use twinlane_web::form::UploadFile;

use super::place::{Found, Place};
use super::{Gather, Kind, Parameter, Slot};

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
        file
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
        let file = find(cx, slot)?;
        present(cx, slot, file)
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
        Some(files)
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
        present(cx, slot, Some(files).filter(|files| !files.is_empty()))
    }
}

/// The file, if one was sent. The outer `None`: something else was, and is noted.
#[expect(clippy::option_option, reason = "absent and wrong are two things")]
fn find(cx: &mut Gather<'_>, slot: &Slot) -> Option<Option<UploadFile>> {
    match cx.inputs.find(Place::Form, slot.name) {
        None => Some(None),
        Some(Found::File(file)) => Some(Some(file.clone())),
        Some(Found::Text(text)) => {
            let loc = vec![Step::from("body"), Step::from(slot.name)];
            let error = not_a_file(loc, &text);
            cx.problems.errors.push(error);
            None
        }
    }
}

/// All files that were sent; `None` where something else was.
fn find_all(cx: &mut Gather<'_>, slot: &Slot) -> Option<Vec<UploadFile>> {
    let mut files = Vec::new();
    let mut all_files = true;
    let found = cx.inputs.find_all(Place::Form, slot.name);
    for (place, found) in found.into_iter().enumerate() {
        match found {
            Found::File(file) => files.push(file.clone()),
            Found::Text(text) => {
                let loc = vec!["body".into(), slot.name.into(), place.into()];
                cx.problems.errors.push(not_a_file(loc, &text));
                all_files = false;
            }
        }
    }
    all_files.then_some(files)
}

fn not_a_file(loc: Vec<Step>, text: &str) -> ErrorDetail {
    let message = "Expected UploadFile, received: <class 'str'>";
    ErrorDetail::value_error(loc, JsonValue::from(text), message)
}

/// The files that were sent, where there may be none. `None`: there must be something, which is noted.
#[expect(clippy::option_option, reason = "absent and wrong are two things")]
fn present<T>(cx: &mut Gather<'_>, slot: &Slot, sent: Option<T>) -> Option<Option<T>> {
    if sent.is_none() && slot.required {
        missing(cx, slot);
        return None;
    }
    Some(sent)
}

fn missing(cx: &mut Gather<'_>, slot: &Slot) {
    let loc = vec![Step::from("body"), Step::from(slot.name)];
    cx.problems
        .errors
        .push(ErrorDetail::missing(loc, JsonValue::Null));
}
