//! The body of a request that did not validate, for handlers that show it.

use std::sync::Arc;

use bytes::Bytes;
use indexmap::IndexMap;
use twinlane_model::{JsonValue, parse_python_json};
use twinlane_web::form::{Form, FormValue, UploadFile};

/// A body as it was read. Its value is made when somebody asks, since most errors are answered without it.
#[derive(Debug, Clone)]
pub(crate) enum SentBody {
    /// JSON.
    Json(Bytes),
    /// Anything else, or what should have been JSON.
    Text(Bytes),
    /// An object of which each value is JSON; of several of one name the last counts.
    Keyed(Vec<(String, Bytes)>),
    /// The fields of a form.
    Form(Arc<Form>),
    /// A value that is there already.
    Value(JsonValue),
}

impl SentBody {
    pub(super) fn value(&self) -> JsonValue {
        match self {
            Self::Json(json) => parsed(json),
            Self::Text(text) => lossy(text),
            Self::Keyed(keys) => {
                let keys = keys.iter().map(|(key, json)| (key.clone(), parsed(json)));
                JsonValue::from(keys.collect::<IndexMap<_, _>>())
            }
            Self::Form(form) => {
                let fields = form
                    .fields()
                    .map(|(name, value)| (name.to_owned(), shown(value)));
                JsonValue::from(fields.collect::<IndexMap<_, _>>())
            }
            Self::Value(value) => value.clone(),
        }
    }
}

/// The value of JSON. What a model has refused to read at all is shown as its text.
fn parsed(json: &Bytes) -> JsonValue {
    parse_python_json(json).unwrap_or_else(|_| lossy(json))
}

fn lossy(text: &Bytes) -> JsonValue {
    JsonValue::from(String::from_utf8_lossy(text).into_owned())
}

/// A field of a form: its text, or what is known of its file beside the content.
fn shown(value: &FormValue) -> JsonValue {
    match (value.text(), value.file()) {
        (Some(text), _) => JsonValue::from(text),
        (None, Some(file)) => JsonValue::from(shown_file(file)),
        (None, None) => JsonValue::Null,
    }
}

fn shown_file(file: &UploadFile) -> IndexMap<String, JsonValue> {
    let headers = file.headers().iter().map(|(name, value)| {
        // Starlette reads each byte as a character.
        let value: String = value.as_bytes().iter().copied().map(char::from).collect();
        (name.to_string(), JsonValue::from(value))
    });
    let headers: IndexMap<String, JsonValue> = headers.collect();
    let size = i64::try_from(file.size()).unwrap_or(i64::MAX);
    IndexMap::from([
        ("filename".to_owned(), JsonValue::from(file.file_name())),
        ("size".to_owned(), JsonValue::from(size)),
        ("headers".to_owned(), JsonValue::from(headers)),
    ])
}
