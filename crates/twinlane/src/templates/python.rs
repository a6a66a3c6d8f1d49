//! The spelling of values in pages: Python's, and the escapes of `MarkupSafe`.

use std::fmt::Write as _;

use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Error, ErrorKind, Output, State, Value, escape_formatter};
use twinlane_model::{python_repr, to_python_dumps, to_python_json};

/// The depth of a value that can be written: more would be a circle, or an attack.
const MAX_DEPTH: usize = 100;

/// Writes what stands in `{{ .. }}`.
pub(super) fn format(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), Error> {
    if matches!(value.kind(), ValueKind::Undefined | ValueKind::Invalid)
        || !matches!(state.auto_escape(), AutoEscape::Html | AutoEscape::None)
    {
        return escape_formatter(out, state, value);
    }
    let is_escaped = matches!(state.auto_escape(), AutoEscape::Html) && !value.is_safe();
    let made;
    let text = if let Some(text) = value.as_str() {
        text
    } else {
        made = text(value)?;
        &made
    };
    if is_escaped {
        escape(text, |piece| out.write_str(piece)).map_err(Error::from)
    } else {
        out.write_str(text).map_err(Error::from)
    }
}

/// The text with `MarkupSafe`'s escapes.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let written = escape(text, |piece| escaped.write_str(piece));
    debug_assert!(written.is_ok(), "a string takes all that is written");
    escaped
}

fn escape(text: &str, mut write: impl FnMut(&str) -> std::fmt::Result) -> std::fmt::Result {
    let mut rest = text;
    while let Some(place) = rest.find(['&', '<', '>', '\'', '"']) {
        let (before, special) = rest.split_at(place);
        write(before)?;
        write(match special.as_bytes().first() {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            Some(b'>') => "&gt;",
            Some(b'\'') => "&#39;",
            _ => "&#34;",
        })?;
        rest = special.get(1..).unwrap_or_default();
    }
    write(rest)
}

/// The value as Python's `str` has it.
pub(super) fn text(value: &Value) -> Result<String, Error> {
    match value.as_str() {
        Some(text) => Ok(text.to_owned()),
        None if value.is_undefined() => Ok(String::new()),
        None => {
            let mut text = String::new();
            write_repr(value, &mut text, 0)?;
            Ok(text)
        }
    }
}

/// This many spaces, which are paid for before they are made.
pub(super) fn spaces(state: &State<'_, '_>, count: usize) -> Result<String, Error> {
    charge(state, count)?;
    Ok(" ".repeat(count))
}

/// Takes the steps of a render for this many bytes.
pub(super) fn charge(state: &State<'_, '_>, bytes: usize) -> Result<(), Error> {
    state.consume_fuel(u64::try_from(bytes / 64).unwrap_or(u64::MAX))
}

/// The text in the middle of this many characters, as Python's `center` has it.
pub(super) fn centered(state: &State<'_, '_>, text: &str, width: usize) -> Result<String, Error> {
    let missing = width.saturating_sub(text.chars().count());
    let before = missing / 2 + (missing & width & 1);
    let before_text = spaces(state, before)?;
    let behind = spaces(state, missing.saturating_sub(before))?;
    Ok([&before_text, text, &behind].concat())
}

/// As much as a million steps of a page may make: a value that holds another twice, again and again, has no end otherwise.
const MOST_TEXT: usize = 64 << 20;

/// Refuses to write on where a value is too deep, or its text too long.
fn check_bounds(text: &str, depth: usize) -> Result<(), Error> {
    if depth > MAX_DEPTH {
        return Err(too_deep());
    }
    if text.len() > MOST_TEXT {
        return Err(Error::new(
            ErrorKind::OutOfFuel,
            "the text of a value is longer than 64 MB",
        ));
    }
    Ok(())
}

fn write_repr(value: &Value, repr: &mut String, depth: usize) -> Result<(), Error> {
    check_bounds(repr, depth)?;
    match value.kind() {
        ValueKind::None => repr.push_str("None"),
        ValueKind::Bool if value.is_true() => repr.push_str("True"),
        ValueKind::Bool => repr.push_str("False"),
        ValueKind::Number => repr.push_str(&number(value)),
        ValueKind::String => repr.push_str(&python_repr(value.as_str().unwrap_or_default())),
        ValueKind::Seq => {
            let (start, end) = if value.is_tuple() {
                ('(', ')')
            } else {
                ('[', ']')
            };
            repr.push(start);
            for (place, item) in value.try_iter()?.enumerate() {
                if place > 0 {
                    repr.push_str(", ");
                }
                write_repr(&item, repr, depth + 1)?;
            }
            if value.is_tuple() && value.len() == Some(1) {
                repr.push(',');
            }
            repr.push(end);
        }
        ValueKind::Map if value.as_object().is_none_or(is_dict) => {
            repr.push('{');
            for (place, key) in value.try_iter()?.enumerate() {
                if place > 0 {
                    repr.push_str(", ");
                }
                write_repr(&key, repr, depth + 1)?;
                repr.push_str(": ");
                write_repr(&value.get_item(&key)?, repr, depth + 1)?;
            }
            repr.push('}');
        }
        _ => repr.push_str(&value.to_string()),
    }
    Ok(())
}

/// False: it has a text of its own.
fn is_dict(object: &minijinja::value::DynObject) -> bool {
    object.downcast_ref::<super::pairs::Pairs>().is_none()
}

fn number(value: &Value) -> String {
    if value.is_integer() {
        return value.to_string();
    }
    match f64::try_from(value.clone()) {
        Ok(number) if number.is_nan() => "nan".to_owned(),
        Ok(number) if number.is_infinite() && number > 0.0 => "inf".to_owned(),
        Ok(number) if number.is_infinite() => "-inf".to_owned(),
        Ok(number) => {
            let json = to_python_json(&number).unwrap_or_default();
            String::from_utf8(json).unwrap_or_default()
        }
        Err(_) => value.to_string(),
    }
}

/// The value as Jinja's `tojson` writes it: by Python's `json.dumps` with sorted keys, and safe within HTML.
pub(super) fn json(value: &Value, indent: Option<usize>) -> Result<String, Error> {
    let mut json = String::new();
    JsonWriter {
        indent,
        json: &mut json,
    }
    .write(value, 0)?;
    let escapes = [
        ('<', "\\u003c"),
        ('>', "\\u003e"),
        ('&', "\\u0026"),
        ('\'', "\\u0027"),
    ];
    for (character, escape) in escapes {
        if json.contains(character) {
            json = json.replace(character, escape);
        }
    }
    Ok(json)
}

struct JsonWriter<'j> {
    indent: Option<usize>,
    json: &'j mut String,
}

impl JsonWriter<'_> {
    fn write(&mut self, value: &Value, depth: usize) -> Result<(), Error> {
        check_bounds(self.json, depth)?;
        match value.kind() {
            ValueKind::None => self.json.push_str("null"),
            ValueKind::Bool => self
                .json
                .push_str(if value.is_true() { "true" } else { "false" }),
            ValueKind::Number => self.json.push_str(match number(value).as_str() {
                "nan" => "NaN",
                "inf" => "Infinity",
                "-inf" => "-Infinity",
                number => number,
            }),
            ValueKind::String => self
                .json
                .push_str(&quoted(value.as_str().unwrap_or_default())),
            ValueKind::Seq | ValueKind::Iterable => {
                let items: Vec<Value> = value.try_iter()?.collect();
                self.write_all(['[', ']'], items, depth, |writer, item| {
                    writer.write(&item, depth + 1)
                })?;
            }
            ValueKind::Map if value.as_object().is_none_or(is_dict) => {
                let mut keys: Vec<(String, Value)> = Vec::new();
                for key in value.try_iter()? {
                    keys.push((key_text(&key)?, key));
                }
                keys.sort_by(|(one, _), (other, _)| one.cmp(other));
                self.write_all(['{', '}'], keys, depth, |writer, (text, key)| {
                    writer.json.push_str(&quoted(&text));
                    writer.json.push_str(": ");
                    writer.write(&value.get_item(&key)?, depth + 1)
                })?;
            }
            kind => {
                return Err(Error::new(
                    ErrorKind::BadSerialization,
                    format!("{kind} cannot be JSON"),
                ));
            }
        }
        Ok(())
    }

    fn write_all<T>(
        &mut self,
        [start, end]: [char; 2],
        items: Vec<T>,
        depth: usize,
        mut write: impl FnMut(&mut Self, T) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.json.push(start);
        let is_empty = items.is_empty();
        for (place, item) in items.into_iter().enumerate() {
            if place > 0 {
                self.json
                    .push_str(if self.indent.is_some() { "," } else { ", " });
            }
            self.new_line(depth + 1);
            write(self, item)?;
        }
        if !is_empty {
            self.new_line(depth);
        }
        self.json.push(end);
        Ok(())
    }

    fn new_line(&mut self, depth: usize) {
        if let Some(indent) = self.indent {
            self.json.push('\n');
            self.json.extend(std::iter::repeat_n(' ', indent * depth));
        }
    }
}

fn quoted(text: &str) -> String {
    let json = to_python_dumps(text).unwrap_or_default();
    String::from_utf8(json).unwrap_or_default()
}

fn key_text(key: &Value) -> Result<String, Error> {
    match key.kind() {
        ValueKind::String => Ok(key.as_str().unwrap_or_default().to_owned()),
        ValueKind::Number => Ok(number(key)),
        ValueKind::Bool => Ok(key.is_true().to_string()),
        ValueKind::None => Ok("null".to_owned()),
        kind => Err(Error::new(
            ErrorKind::BadSerialization,
            format!("{kind} cannot be a key of JSON"),
        )),
    }
}

fn too_deep() -> Error {
    Error::new(
        ErrorKind::InvalidOperation,
        "the value is nested too deeply to be written",
    )
}
