//! The two passes. Everything that a request carries goes through one of the functions here.

mod rules;
mod numeric;
mod walk;
mod number;
mod fast;

use bytes::Bytes;

use crate::coerced::Coerced;
use crate::stack::{self, bounded};
use crate::{
    DataType, ErrorDetail, ErrorList, FieldError, JsonError, JsonValue, Rules, Shape, Step,
    json::parse_python_json,
};
pub use fast::field_holds;
pub(crate) use fast::read_fast;
pub use walk::ArmInputs;
pub(crate) use walk::STARS;
use walk::Walk;
#[cfg(feature = "settings")]
pub(crate) use walk::broken_rule;
pub(crate) use walk::masked;
pub(crate) use walk::may_be_secret;

/// Reads a value from a JSON document.
///
/// `errors` gets every error; each location begins with `loc`. The result is `None` if and only if there is at least one error.
///
/// # Errors
///
/// If the bytes are not a JSON document. Then `errors` gets no error of the value.
pub fn read_json<T: DataType>(
    bytes: &[u8],
    rules: &Rules,
    loc: &[Step],
    errors: &mut ErrorList,
) -> Result<Option<T>, JsonError> {
    // Valid UTF-8 is Python's rule for the whole document; `serde_json` would not look at what it skips.
    match std::str::from_utf8(bytes) {
        Ok(text) => read_json_text(text, rules, loc, errors),
        Err(_) => read_document(bytes, rules, loc, errors),
    }
}

/// As [`read_json`], of a text.
///
/// # Errors
///
/// If the text is no JSON document.
pub(crate) fn read_json_text<T: DataType>(
    text: &str,
    rules: &Rules,
    loc: &[Step],
    errors: &mut ErrorList,
) -> Result<Option<T>, JsonError> {
    if let Some(value) = read_fast::<T>(text)
        && field_holds(rules, &value)
    {
        return Ok(Some(value));
    }
    read_document(text.as_bytes(), rules, loc, errors)
}

/// The slow pass over a document.
#[cold]
fn read_document<T: DataType>(
    bytes: &[u8],
    rules: &Rules,
    loc: &[Step],
    errors: &mut ErrorList,
) -> Result<Option<T>, JsonError> {
    let document = parse_python_json(bytes)?;
    Ok(read_value(&document, rules, loc, errors))
}

/// Reads a value from a text of a path or a query string.
///
/// `errors` gets every error; each location begins with `loc`. The result is `None` if and only if there is at least one error.
pub fn read_text<T: DataType>(
    text: &str,
    rules: &Rules,
    loc: &[Step],
    errors: &mut ErrorList,
) -> Option<T> {
    let usual = (!is_strict::<T>(rules)).then(|| T::from_text(text));
    usual
        .flatten()
        .filter(|value| field_holds(rules, value))
        .or_else(|| read_value(&JsonValue::from(text), rules, loc, errors))
}

/// Reads a list from the texts of a repeated key.
///
/// `errors` gets every error; each location begins with `loc`. The result is `None` if and only if there is at least one error.
pub fn read_texts<'a, T: DataType>(
    texts: impl Iterator<Item = &'a str>,
    rules: &Rules,
    loc: &[Step],
    errors: &mut ErrorList,
) -> Option<T> {
    let texts: Vec<&str> = texts.collect();
    let usual = (!is_strict::<T>(rules)).then(|| T::from_texts(&mut texts.iter().copied()));
    usual
        .flatten()
        .filter(|value| field_holds(rules, value))
        .or_else(|| {
            let items = texts.iter().map(|text| JsonValue::from(*text)).collect();
            read_value(&JsonValue::List(items), rules, loc, errors)
        })
}

/// Reads a value from the content of a file or of a whole body. [`Bytes`] takes the bytes; any other type reads them as a text.
///
/// `errors` gets every error; each location begins with `loc`. The result is `None` if and only if there is at least one error.
pub fn read_bytes<T: DataType>(
    content: &Bytes,
    rules: &Rules,
    loc: &[Step],
    errors: &mut ErrorList,
) -> Option<T> {
    let taken = T::from_bytes(content);
    if taken.is_none() && std::str::from_utf8(content).is_err() {
        errors.push(not_a_text::<T>(content, loc));
        return None;
    }
    let contents = std::slice::from_ref(content);
    held_or_read((taken, contents), || shown(content), rules, loc, errors)
}

/// Reads a list from the contents of several files, as [`read_bytes`] reads one.
///
/// `errors` gets every error; each location begins with `loc`. The result is `None` if and only if there is at least one error.
pub fn read_byte_strings<T: DataType>(
    contents: &[Bytes],
    rules: &Rules,
    loc: &[Step],
    errors: &mut ErrorList,
) -> Option<T> {
    let taken = T::from_byte_strings(&mut contents.iter().cloned());
    let not_text = |content: &&Bytes| std::str::from_utf8(content).is_err();
    if let (None, Some(content)) = (&taken, contents.iter().find(not_text)) {
        errors.push(not_a_text::<T>(content, loc));
        return None;
    }
    let shown = || JsonValue::List(contents.iter().map(shown).collect());
    held_or_read((taken, contents), shown, rules, loc, errors)
}

/// Returns the taken value if its rules hold. Otherwise the slow pass notes the errors, or reads the value if none was taken.
fn held_or_read<T: DataType>(
    (taken, contents): (Option<T>, &[Bytes]),
    shown: impl FnOnce() -> JsonValue,
    rules: &Rules,
    loc: &[Step],
    errors: &mut ErrorList,
) -> Option<T> {
    if taken
        .as_ref()
        .is_some_and(|value| field_holds(rules, value))
    {
        return taken;
    }
    let Some(taken) = taken else {
        return read_value(&shown(), rules, loc, errors);
    };
    let mut walk = Walk::of_files(contents, loc, errors);
    stack::counted(|| walk.value(T::SHAPE, rules, &shown()).map(drop))?;
    Some(taken)
}

fn not_a_text<T: DataType>(content: &Bytes, loc: &[Step]) -> ErrorDetail {
    let input = if may_be_secret(T::SHAPE) {
        JsonValue::from(STARS)
    } else {
        shown(content)
    };
    ErrorDetail::not_a_text(loc.to_vec(), input)
}

/// The text that an error shows for bytes. It has as many characters as there are bytes, so the slow pass reports the right length.
pub fn shown(content: &Bytes) -> JsonValue {
    let mut text = String::with_capacity(content.len());
    for chunk in content.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '?'));
    }
    JsonValue::Str(text)
}

/// True if nothing is coerced: then a text is no number, however it is spelled.
#[inline]
fn is_strict<T: DataType>(rules: &Rules) -> bool {
    rules.strict || T::SHAPE.is_strict()
}

/// The value as the slow pass coerces it; `None` if the slow pass refuses it. Errors are not kept.
pub(crate) fn coerce<'v>(shape: &'static Shape, value: &'v JsonValue) -> Option<Coerced<'v>> {
    let mut nobody = ErrorList::default();
    stack::counted(|| Walk::silent(&mut nobody).value(shape, &Rules::NONE, value))
}

/// Reads a value from a JSON value: the slow pass alone.
///
/// `errors` gets every error; each location begins with `loc`. The result is `None` if and only if there is at least one error.
pub fn read_value<T: DataType>(
    value: &JsonValue,
    rules: &Rules,
    loc: &[Step],
    errors: &mut ErrorList,
) -> Option<T> {
    let mut walk = Walk::new(loc, errors);
    let coerced = stack::counted(|| walk.value(T::SHAPE, rules, value))?;
    read_coerced(coerced, value, loc, errors)
}

/// Reads one of several models from an input that each model sees differently, such as a form.
///
/// `errors` gets every error; each location begins with `loc`. The result is `None` if and only if there is at least one error.
pub fn read_arms<T: DataType>(
    inputs: &ArmInputs,
    rules: &Rules,
    loc: &[Step],
    errors: &mut ErrorList,
) -> Option<T> {
    let mut walk = Walk::new(loc, errors);
    let coerced = stack::counted(|| walk.arms(T::SHAPE, rules, inputs))?;
    read_coerced(coerced, &inputs.whole, loc, errors)
}

/// As [`read_value`], outside of FastAPI: there Pydantic takes no other objects for models, and says so.
pub(crate) fn read_alone<T: DataType>(value: &JsonValue, errors: &mut ErrorList) -> Option<T> {
    let mut walk = Walk::alone(errors);
    let coerced = stack::counted(|| walk.value(T::SHAPE, &Rules::NONE, value))?;
    read_coerced(coerced, value, &[], errors)
}

fn read_coerced<T: DataType>(
    coerced: Coerced<'_>,
    value: &JsonValue,
    loc: &[Step],
    errors: &mut ErrorList,
) -> Option<T> {
    match bounded(|| T::read_from(coerced)) {
        Ok(value) => Some(value),
        Err(why) => {
            // The reader of the type refuses a value that its table allows, such as a number that the type cannot hold.
            let why = if may_be_secret(T::SHAPE) {
                "the value is refused".to_owned()
            } else {
                why.to_string()
            };
            refuse::<T>(FieldError::value(why), value, loc, errors);
            None
        }
    }
}

/// Adds the error of a check on a value that was read. Secrets in the value are not shown.
pub fn refuse<T: DataType>(
    error: FieldError,
    value: &JsonValue,
    loc: &[Step],
    errors: &mut ErrorList,
) {
    errors.add(loc, |limits| {
        let input = masked(T::SHAPE, value, limits.max_input_size);
        error.into_detail(Vec::new(), input)
    });
}
