//! The four places of a request that hold named values, behind one face.

use std::borrow::Cow;

use bytes::Bytes;
use indexmap::IndexMap;
use twinlane_model::JsonValue;
use twinlane_web::form::{Form, FormValue, UploadFile};
use twinlane_web::header;

use super::{BodyInput, Inputs};

/// A place of named values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Query,
    Header,
    Cookie,
    Form,
}

/// A value that was sent.
#[derive(Debug)]
pub(crate) enum Found<'i> {
    Text(Cow<'i, str>),
    File(&'i UploadFile),
}

impl Place {
    /// The first step of a location.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
            Self::Form => "body",
        }
    }
}

impl Inputs<'_> {
    /// The value for a parameter that takes one: the first of a header, the last elsewhere. An empty field of a form counts as absent.
    #[inline]
    pub(crate) fn find(&self, place: Place, name: &str) -> Option<Found<'_>> {
        match place {
            Place::Query => self.query.last(name).map(Found::Text),
            Place::Header => header::first(&self.parts.headers, name).map(Found::Text),
            Place::Cookie => header::cookie(&self.parts.headers, name).map(Found::Text),
            Place::Form => {
                let value = self.form()?.last(name)?;
                (!is_empty(value)).then(|| Found::in_form(value))
            }
        }
    }

    /// The values for a parameter that takes a list. An empty text of a form is one of them, an empty file is not.
    pub(crate) fn find_all(&self, place: Place, name: &str) -> Vec<Found<'_>> {
        match place {
            Place::Query => self.query.all(name).map(Found::Text).collect(),
            Place::Header => header::all(&self.parts.headers, name)
                .map(Found::Text)
                .collect(),
            Place::Cookie => self.find(place, name).into_iter().collect(),
            Place::Form => {
                let values = self.form().into_iter().flat_map(|form| form.all(name));
                values
                    .filter(|value| !is_empty_file(value))
                    .map(Found::in_form)
                    .collect()
            }
        }
    }

    /// True if there is a value of this name, even an empty one.
    pub(crate) fn has(&self, place: Place, name: &str) -> bool {
        match place {
            Place::Query => self.query.last(name).is_some(),
            Place::Header => self.parts.headers.contains_key(name),
            Place::Cookie => header::cookie(&self.parts.headers, name).is_some(),
            Place::Form => self.form().is_some_and(|form| form.last(name).is_some()),
        }
    }

    /// True if one value is sent by this name: a field of a form that was left empty is not.
    pub(crate) fn is_sent(&self, place: Place, name: &str) -> bool {
        match place {
            Place::Form => self.find(place, name).is_some(),
            _ => self.has(place, name),
        }
    }

    /// True if a list is sent by this name, likewise.
    pub(crate) fn are_sent(&self, place: Place, name: &str) -> bool {
        match place {
            Place::Form => !self.find_all(place, name).is_empty(),
            _ => self.has(place, name),
        }
    }

    /// Everything that was sent, by name, in the order of the names.
    pub(crate) fn everything(&self, place: Place) -> IndexMap<Cow<'_, str>, Vec<Found<'_>>> {
        let mut all: IndexMap<Cow<'_, str>, Vec<Found<'_>>> = IndexMap::new();
        let mut add = |name, value| all.entry(name).or_default().push(value);
        match place {
            Place::Query => {
                let pairs = self.query.pairs();
                pairs.for_each(|(name, text)| add(name, Found::Text(text)));
            }
            Place::Header => {
                let pairs = header::pairs(&self.parts.headers);
                pairs.for_each(|(name, text)| add(name.into(), Found::Text(text)));
            }
            Place::Cookie => {
                for (name, text) in header::cookies(&self.parts.headers) {
                    // Cookies are a dictionary: the last of a name is the only one.
                    all.insert(name.into(), vec![Found::of(text)]);
                }
            }
            Place::Form => {
                let fields = self.form().into_iter().flat_map(Form::fields);
                fields.for_each(|(name, value)| add(name.into(), Found::in_form(value)));
            }
        }
        all
    }

    fn form(&self) -> Option<&Form> {
        match &self.body {
            BodyInput::Form(form) => Some(form),
            _ => None,
        }
    }
}

impl<'i> Found<'i> {
    fn of(text: String) -> Self {
        Self::Text(text.into())
    }

    fn in_form(value: &'i FormValue) -> Self {
        match value {
            FormValue::Text(text) => Self::Text(text.into()),
            FormValue::File(file) => Self::File(file),
        }
    }

    /// The text, where it is one.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::File(_) => None,
        }
    }

    /// The bytes, where they are at hand.
    pub(crate) fn content(&self) -> Option<Bytes> {
        match self {
            Self::Text(text) => Some(Bytes::copy_from_slice(text.as_bytes())),
            Self::File(file) => file.in_memory().cloned(),
        }
    }

    /// The value as an error shows it.
    pub(crate) fn shown(&self) -> JsonValue {
        match self {
            Self::Text(text) => JsonValue::from(text.as_ref()),
            Self::File(file) => shown_file(file),
        }
    }
}

/// FastAPI also shows what its file objects are made of.
fn shown_file(file: &UploadFile) -> JsonValue {
    let mut headers = IndexMap::new();
    for (name, text) in header::pairs(file.headers()) {
        let first = || JsonValue::from(text.as_ref());
        headers.entry(name.to_owned()).or_insert_with(first);
    }
    let size = i64::try_from(file.size()).unwrap_or(i64::MAX);
    JsonValue::from(IndexMap::from_iter([
        ("filename".to_owned(), JsonValue::from(file.file_name())),
        ("size".to_owned(), JsonValue::from(size)),
        ("headers".to_owned(), JsonValue::from(headers)),
    ]))
}

fn is_empty(value: &FormValue) -> bool {
    match value {
        FormValue::Text(text) => text.is_empty(),
        FormValue::File(_) => is_empty_file(value),
    }
}

/// True for the part that a browser sends if no file was chosen.
fn is_empty_file(value: &FormValue) -> bool {
    value
        .file()
        .is_some_and(|file| file.file_name().is_empty() && file.size() == 0)
}
