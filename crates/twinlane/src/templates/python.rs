//! The spelling of values in pages: Python's, and the escapes of `MarkupSafe`.

use std::fmt::Write as _;

use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Error, Output, State, Value, escape_formatter};

use super::writer;

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
        made = text(state, value)?;
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
pub(super) fn text(state: &State<'_, '_>, value: &Value) -> Result<String, Error> {
    match value.as_str() {
        Some(text) => Ok(text.to_owned()),
        None if value.is_undefined() => Ok(String::new()),
        None => writer::repr(state, value),
    }
}

/// The bytes that a page makes with one step.
pub(super) const BYTES_OF_STEP: usize = 64;

/// This many spaces, which are paid for before they are made.
pub(super) fn spaces(state: &State<'_, '_>, count: usize) -> Result<String, Error> {
    charge(state, count)?;
    Ok(" ".repeat(count))
}

/// Takes the steps of a render for this many bytes.
pub(super) fn charge(state: &State<'_, '_>, bytes: usize) -> Result<(), Error> {
    state.consume_fuel(u64::try_from(bytes.div_ceil(BYTES_OF_STEP)).unwrap_or(u64::MAX))
}

/// The text in the middle of this many characters, as Python's `center` has it.
pub(super) fn centered(state: &State<'_, '_>, text: &str, width: usize) -> Result<String, Error> {
    let missing = width.saturating_sub(text.chars().count());
    let before = missing / 2 + (missing & width & 1);
    let before_text = spaces(state, before)?;
    let behind = spaces(state, missing.saturating_sub(before))?;
    Ok([&before_text, text, &behind].concat())
}
