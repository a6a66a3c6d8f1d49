//! Filters of texts.

use std::fmt::Write as _;

use minijinja::value::{Kwargs, Rest, ValueKind};
use minijinja::{Error, ErrorKind, State, Value};

use super::super::arguments::Arguments;
use super::super::python;

/// Puts spaces around the text, the longer half behind it if it has an even number of characters more to go.
pub(super) fn center(
    state: &State<'_, '_>,
    value: &Value,
    rest: Rest<Value>,
    named: Kwargs,
) -> Result<Value, Error> {
    let width = Arguments::new(["width"], rest, &named)?.get(0)?;
    let text = python::text(state, value)?;
    let text = python::centered(state, &text, width.unwrap_or(80))?;
    Ok(as_safe_as(value, text))
}

/// Indents the lines of a text, but for the first and empty ones unless asked for.
pub(super) fn indent(
    state: &State<'_, '_>,
    value: &Value,
    rest: Rest<Value>,
    named: Kwargs,
) -> Result<Value, Error> {
    let mut arguments = Arguments::new(["width", "first", "blank"], rest, &named)?;
    let indent = match arguments.value(0) {
        Some(width) if width.kind() == ValueKind::String => python::text(state, &width)?,
        Some(width) => python::spaces(state, width.try_into()?)?,
        None => " ".repeat(4),
    };
    let (first, blank) = (arguments.is_true(1), arguments.is_true(2));
    let text = python::text(state, value)?;
    let mut indented = String::with_capacity(text.len());
    for (place, line) in text.split('\n').enumerate() {
        if place > 0 {
            indented.push('\n');
        }
        let is_indented = if place == 0 {
            first
        } else {
            blank || !line.is_empty()
        };
        if is_indented {
            python::charge(state, indent.len())?;
            indented.push_str(&indent);
        }
        indented.push_str(line);
    }
    Ok(as_safe_as(value, indented))
}

/// Cuts a text that is longer than this, at a word if there is one, and says so.
pub(super) fn truncate(
    state: &State<'_, '_>,
    value: &Value,
    rest: Rest<Value>,
    named: Kwargs,
) -> Result<Value, Error> {
    let mut arguments = Arguments::new(["length", "killwords", "end", "leeway"], rest, &named)?;
    let length: usize = arguments.get(0)?.unwrap_or(255);
    let cuts_words = arguments.is_true(1);
    let end = arguments.value(2).unwrap_or_else(|| Value::from("..."));
    let leeway: usize = arguments.get(3)?.unwrap_or(5);
    let (text, end_text) = (python::text(state, value)?, python::text(state, &end)?);
    let Some(room) = length.checked_sub(end_text.chars().count()) else {
        return Err(Error::new(
            ErrorKind::InvalidOperation,
            format!("`truncate` to {length} characters has no room for its end {end_text:?}"),
        ));
    };
    if text.chars().count() <= length.saturating_add(leeway) {
        return Ok(value.clone());
    }
    let cut = text.char_indices().nth(room);
    let mut cut = cut.map_or(text.as_str(), |(place, _)| &text[..place]);
    if !cuts_words && let Some((words, _)) = cut.rsplit_once(' ') {
        cut = words;
    }
    if value.is_safe() {
        let end_text = if end.is_safe() {
            end_text
        } else {
            python::escaped(&end_text)
        };
        return Ok(Value::from_safe_string([cut, &end_text].concat()));
    }
    Ok(Value::from([cut, &end_text].concat()))
}

/// Python's `quote` of a text, and `urlencode` of a dictionary or of pairs.
pub(super) fn url_encode(state: &State<'_, '_>, value: &Value) -> Result<String, Error> {
    let mut encoded = String::new();
    match value.kind() {
        ValueKind::Map => {
            for name in value.try_iter()? {
                push_pair(state, &mut encoded, &name, &value.get_item(&name)?)?;
            }
        }
        ValueKind::Seq | ValueKind::Iterable => {
            for pair in value.try_iter()? {
                let mut parts = pair.try_iter()?;
                let (Some(name), Some(value), None) = (parts.next(), parts.next(), parts.next())
                else {
                    return Err(Error::new(
                        ErrorKind::InvalidOperation,
                        "`urlencode` takes a text, a dictionary or pairs",
                    ));
                };
                push_pair(state, &mut encoded, &name, &value)?;
            }
        }
        _ => push_quoted(&mut encoded, &python::text(state, value)?, Some(b'/')),
    }
    Ok(encoded)
}

fn push_pair(
    state: &State<'_, '_>,
    encoded: &mut String,
    name: &Value,
    value: &Value,
) -> Result<(), Error> {
    if !encoded.is_empty() {
        encoded.push('&');
    }
    push_quoted(encoded, &python::text(state, name)?, None);
    encoded.push('=');
    push_quoted(encoded, &python::text(state, value)?, None);
    Ok(())
}

/// Adds a text with the escapes of a URL. `kept` stays as it is; without one it is part of a query, where a space is a plus.
fn push_quoted(encoded: &mut String, text: &str, kept: Option<u8>) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'.' | b'-' | b'~' => {
                encoded.push(char::from(byte));
            }
            b' ' if kept.is_none() => encoded.push('+'),
            byte if kept == Some(byte) => encoded.push(char::from(byte)),
            byte => {
                let written = write!(encoded, "%{byte:02X}");
                debug_assert!(written.is_ok(), "a string takes all that is written");
            }
        }
    }
}

pub(super) fn word_count(state: &State<'_, '_>, value: &Value) -> Result<usize, Error> {
    let text = python::text(state, value)?;
    let words = text.split(|character: char| !character.is_alphanumeric() && character != '_');
    Ok(words.filter(|word| !word.is_empty()).count())
}

/// The text, which needs no escapes if those of the value have been made.
fn as_safe_as(value: &Value, text: String) -> Value {
    if value.is_safe() {
        Value::from_safe_string(text)
    } else {
        Value::from(text)
    }
}
