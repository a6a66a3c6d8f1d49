//! The operation or the name that a URL is wanted for.

use std::any::{TypeId, type_name};
use std::fmt;

use serde::Serialize;
use serde_json::Value;

/// An operation that a URL can lead to.
///
/// `#[get]` and its siblings implement this on the type with the name of the function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an operation that a URL can lead to",
    label = "not an operation",
    note = "write `#[get(\"/path\")]` (or post, put, patch, delete, head, options, trace), or `#[websocket(\"/path\")]`, above the function",
    note = "the URL of a mount is made by its name: `url_for_name(\"static\")`"
)]
pub trait UrlTarget: 'static {}

/// The operation or the name that a URL is wanted for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// The operation of this type, with the type's name.
    Operation(TypeId, &'static str),
    /// A name, of an operation or of a mount.
    Name(String),
}

impl Wanted {
    pub(crate) fn operation<O: UrlTarget>() -> Self {
        Self::Operation(TypeId::of::<O>(), type_name::<O>())
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operation(_, name) => write!(f, "`{name}`"),
            Self::Name(name) => write!(f, "the name {name:?}"),
        }
    }
}

/// The parameters of a path, as far as they have been said. The value of one that no text stands for is the reason.
#[derive(Debug, Clone, Default)]
pub(crate) struct GivenParams(Vec<(String, Result<String, String>)>);

impl GivenParams {
    /// Says a parameter. The last value of a name counts.
    pub(crate) fn set(&mut self, name: &str, value: impl Serialize) {
        let text = match serde_json::to_value(value) {
            Ok(value) => text(value),
            Err(error) => Err(error.to_string()),
        };
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, earlier)) => *earlier = text,
            None => self.0.push((name.to_owned(), text)),
        }
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.names().any(|known| known == name)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let (_, text) = self.0.iter().find(|(known, _)| known == name)?;
        text.as_deref().ok()
    }

    /// The first one that no text stands for, and why.
    pub(crate) fn unwritable(&self) -> Option<(&str, &str)> {
        self.0.iter().find_map(|(name, text)| {
            let reason = text.as_ref().err()?;
            Some((name.as_str(), reason.as_str()))
        })
    }
}

/// The text of one value: of a text, a number or a bool.
fn text(value: Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(value) => Ok(value.to_string()),
        Value::Null => Err("nothing, such as `None`, is no text".to_owned()),
        Value::Array(_) | Value::Object(_) => Err("it is several values".to_owned()),
    }
}

/// Adds pairs to a query, as Python's `urlencode` writes them: one for each item of a list, none for nothing.
///
/// # Errors
///
/// The value is no text, and no list of texts.
pub(super) fn add_to_query(
    query: &mut String,
    name: &str,
    value: impl Serialize,
) -> Result<(), String> {
    let value = serde_json::to_value(value).map_err(|error| error.to_string())?;
    let values = match value {
        Value::Null => Vec::new(),
        Value::Array(values) => values,
        value => vec![value],
    };
    for value in values {
        let text = text(value)?;
        if !query.is_empty() {
            query.push('&');
        }
        query.extend(form_urlencoded::byte_serialize(name.as_bytes()));
        query.push('=');
        query.extend(form_urlencoded::byte_serialize(text.as_bytes()));
    }
    Ok(())
}
