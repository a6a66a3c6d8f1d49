//! The two passes. Everything that a request carries goes through one of the functions here.

mod rules;
mod walk;
mod number;
mod spelling;
mod coerced;

use crate::{
    __private::field_holds, DataType, ErrorDetail, JsonError, JsonValue, Rules, Step, error::Kind,
    json::parse_python_json,
};
use walk::Walk;

/// Reads a value from a JSON document.
///
/// `errors` gets every error, its location beginning with `loc`; `None` if and only if it gets at least one.
///
/// # Errors
///
/// Where the bytes are no JSON document: then nothing is said about the value.
pub fn read_json<T: DataType>(
    bytes: &[u8],
    rules: &Rules,
    loc: &[Step],
    errors: &mut Vec<ErrorDetail>,
) -> Result<Option<T>, JsonError> {
    // Valid UTF-8 is Python's rule for the whole document; `serde_json` would not look at what it skips.
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(value) = serde_json::from_str(text)
        && field_holds(rules, &value)
    {
        return Ok(Some(value));
    }
    let document = parse_python_json(bytes)?;
    Ok(read_value(&document, rules, loc, errors))
}

/// Reads a value from a text of a path or a query string.
///
/// `errors` gets every error, its location beginning with `loc`; `None` if and only if it gets at least one.
pub fn read_text<T: DataType>(
    text: &str,
    rules: &Rules,
    loc: &[Step],
    errors: &mut Vec<ErrorDetail>,
) -> Option<T> {
    T::from_text(text)
        .filter(|value| field_holds(rules, value))
        .or_else(|| read_value(&JsonValue::from(text), rules, loc, errors))
}

/// Reads a list from the texts of a repeated key.
///
/// `errors` gets every error, its location beginning with `loc`; `None` if and only if it gets at least one.
pub fn read_texts<'a, T: DataType>(
    texts: impl Iterator<Item = &'a str>,
    rules: &Rules,
    loc: &[Step],
    errors: &mut Vec<ErrorDetail>,
) -> Option<T> {
    let texts: Vec<&str> = texts.collect();
    T::from_texts(&mut texts.iter().copied())
        .filter(|value| field_holds(rules, value))
        .or_else(|| {
            let items = texts.iter().map(|text| JsonValue::from(*text)).collect();
            read_value(&JsonValue::List(items), rules, loc, errors)
        })
}

/// Reads a value from a JSON value: the slow pass alone.
///
/// `errors` gets every error, its location beginning with `loc`; `None` if and only if it gets at least one.
pub fn read_value<T: DataType>(
    value: &JsonValue,
    rules: &Rules,
    loc: &[Step],
    errors: &mut Vec<ErrorDetail>,
) -> Option<T> {
    let coerced = Walk::new(loc, errors).value(T::SHAPE, rules, value)?;
    match T::deserialize(coerced) {
        Ok(value) => Some(value),
        Err(error) => {
            // A type whose `Deserialize` refuses what its shape accepts: written by hand, with a rule of its own.
            errors.push(refused(loc, value, &error));
            None
        }
    }
}

fn refused(loc: &[Step], value: &JsonValue, error: &serde::de::value::Error) -> ErrorDetail {
    let ctx = vec![("error", JsonValue::Str(error.to_string()))];
    ErrorDetail::new(Kind::ValueError, loc.to_vec(), value.clone(), ctx)
}
