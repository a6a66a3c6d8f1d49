//! The body, as FastAPI tells bodies apart.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use indexmap::IndexMap;
use serde::Deserializer as _;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;
use twinlane_model::{JsonError, JsonValue};
use twinlane_web::form::Form;

use super::raw_body::RequestBody;
use crate::errors::SentBody;

/// The use that an operation makes of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyKind {
    /// No parameter needs it, so that it is not read; neither does FastAPI.
    None,
    /// One value, or none.
    Whole,
    /// An object of which each parameter is a key.
    Keyed,
    /// Each parameter is a field or a file of it, or all of them.
    Form,
    /// One parameter reads it as it arrives.
    Raw,
}

/// The body of a request, read as its operation needs it.
#[derive(Debug)]
pub(crate) enum BodyInput {
    /// Nothing was sent, or nobody asked.
    Absent,
    /// The content type says JSON.
    Json(Bytes),
    /// It says something else, or nothing: the text itself is the value.
    Other(Bytes),
    /// JSON of which each parameter takes a key.
    Keyed(Keyed),
    /// The fields of a form.
    Form(Form),
    /// A body that the operation reads itself.
    Raw(Option<RequestBody>),
}

/// A body taken apart at its keys.
#[derive(Debug)]
pub(crate) enum Keyed {
    /// The JSON of each value.
    Raw(Vec<(String, Bytes)>),
    /// JSON of Python's that `serde_json` does not read.
    Parsed(IndexMap<String, JsonValue>),
    /// JSON, but no object.
    NoObject(Bytes),
    /// No JSON, with its text.
    Unreadable(JsonError, Bytes),
}

impl BodyInput {
    /// True if the whole body may turn out to be unreadable. That would end the request before anything has run.
    pub(crate) fn may_be_unreadable(&self) -> bool {
        !matches!(self, Self::Absent | Self::Raw(_))
    }

    /// The body beside the errors that were found in it.
    #[cold]
    pub(crate) fn into_sent(self) -> Option<SentBody> {
        Some(match self {
            Self::Absent | Self::Raw(_) => return None,
            Self::Json(json) | Self::Keyed(Keyed::NoObject(json)) => SentBody::Json(json),
            Self::Other(text) | Self::Keyed(Keyed::Unreadable(_, text)) => SentBody::Text(text),
            Self::Keyed(Keyed::Raw(keys)) => SentBody::Keyed(keys),
            Self::Keyed(Keyed::Parsed(keys)) => SentBody::Value(JsonValue::from(keys)),
            Self::Form(form) => SentBody::Form(Arc::new(form)),
        })
    }
}

impl Keyed {
    /// Takes JSON apart without reading its values: each parameter reads its own, at full speed.
    pub(crate) fn split(json: &Bytes) -> Self {
        if let Ok(text) = std::str::from_utf8(json) {
            let mut deserializer = serde_json::Deserializer::from_str(text);
            let keys = deserializer.deserialize_map(Keys(json));
            if let (Ok(keys), Ok(())) = (keys, deserializer.end()) {
                return Self::Raw(keys);
            }
        }
        match twinlane_model::parse_python_json(json) {
            Ok(JsonValue::Object(keys)) => Self::Parsed(*keys),
            Ok(_) => Self::NoObject(json.clone()),
            Err(error) => Self::Unreadable(error, json.clone()),
        }
    }

    /// The JSON of a key; of several of one name the last, as in Python.
    pub(crate) fn raw<'k>(keys: &'k [(String, Bytes)], name: &str) -> Option<&'k Bytes> {
        let mut keys = keys.iter().rev();
        keys.find(|(key, _)| key == name).map(|(_, json)| json)
    }
}

/// Reads an object as slices of the document.
struct Keys<'b>(&'b Bytes);

impl<'de> Visitor<'de> for Keys<'_> {
    type Value = Vec<(String, Bytes)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut keys = Vec::new();
        while let Some((key, value)) = map.next_entry::<Cow<'de, str>, &'de RawValue>()? {
            keys.push((key.into_owned(), self.0.slice_ref(value.get().as_bytes())));
        }
        Ok(keys)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(json: &'static str) -> Keyed {
        Keyed::split(&Bytes::from_static(json.as_bytes()))
    }

    #[test]
    fn each_key_has_its_json() {
        let Keyed::Raw(keys) = split(r#" {"a": {"b": [1, 2]}, "\u0063": "x", "a": 3} "#) else {
            panic!("an object");
        };
        assert_eq!(Keyed::raw(&keys, "a").unwrap(), "3");
        assert_eq!(Keyed::raw(&keys, "c").unwrap(), r#""x""#);
        assert_eq!(Keyed::raw(&keys, "b"), None);
    }

    #[test]
    fn what_only_python_reads_is_read_as_python_reads_it() {
        let Keyed::Parsed(keys) = split(r#"{"a": NaN}"#) else {
            panic!("an object of Python's");
        };
        assert!(matches!(keys["a"], JsonValue::Float(number) if number.is_nan()));
    }

    #[test]
    fn what_is_no_object_is_told_apart_from_what_is_no_json() {
        for json in ["[]", "null", "1", r#""{}""#] {
            assert!(matches!(split(json), Keyed::NoObject(_)), "{json}");
        }
        for json in ["{", r#"{"a": 1,}"#, "{} x", ""] {
            assert!(matches!(split(json), Keyed::Unreadable(..)), "{json}");
        }
    }
}
