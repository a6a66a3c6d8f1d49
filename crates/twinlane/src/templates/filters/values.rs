//! Filters that write or read values.

use minijinja::value::{Kwargs, Rest, ValueKind};
use minijinja::{AutoEscape, Error, ErrorKind, State, Value};

use super::super::arguments::Arguments;
use super::super::{python, writer};

pub(super) fn escape(state: &State<'_, '_>, value: &Value) -> Result<Value, Error> {
    if value.is_safe() {
        return Ok(value.clone());
    }
    force_escape(state, value)
}

pub(super) fn force_escape(state: &State<'_, '_>, value: &Value) -> Result<Value, Error> {
    let text = python::text(state, value)?;
    Ok(Value::from_safe_string(python::escaped(&text)))
}

pub(super) fn string(state: &State<'_, '_>, value: &Value) -> Result<Value, Error> {
    match value.as_str() {
        Some(_) => Ok(value.clone()),
        None => python::text(state, value).map(Value::from),
    }
}

/// The number of a value. The default if it is none, and 0 without one.
pub(super) fn int(
    state: &State<'_, '_>,
    value: &Value,
    rest: Rest<Value>,
    named: Kwargs,
) -> Result<Value, Error> {
    let mut arguments = Arguments::new(["default", "base"], rest, &named)?;
    let default = arguments.value(0).unwrap_or_else(|| Value::from(0));
    let base = arguments.get(1)?;
    let value = trimmed(value);
    minijinja::filters::int(
        state,
        &value,
        Some(default),
        base,
        Kwargs::from_iter(NO_MORE),
    )
}

pub(super) fn float(
    state: &State<'_, '_>,
    value: &Value,
    rest: Rest<Value>,
    named: Kwargs,
) -> Result<Value, Error> {
    let default = Arguments::new(["default"], rest, &named)?.value(0);
    let default = default.unwrap_or_else(|| Value::from(0.0));
    let value = trimmed(value);
    minijinja::filters::float(state, &value, Some(default), Kwargs::from_iter(NO_MORE))
}

const NO_MORE: [(&str, Value); 0] = [];

fn trimmed(value: &Value) -> Value {
    value
        .as_str()
        .map_or_else(|| value.clone(), |text| Value::from(text.trim()))
}

pub(super) fn to_json(
    state: &State<'_, '_>,
    value: &Value,
    rest: Rest<Value>,
    named: Kwargs,
) -> Result<Value, Error> {
    let indent: Option<usize> = Arguments::new(["indent"], rest, &named)?.get(0)?;
    // More would be no layout, but a way to ask for memory.
    let indent = indent.map(|indent| indent.min(64));
    writer::json(state, value, indent).map(Value::from_safe_string)
}

/// Attributes of an element, of a dictionary: those without a value are left out.
pub(super) fn xml_attributes(
    state: &State<'_, '_>,
    value: &Value,
    rest: Rest<Value>,
    named: Kwargs,
) -> Result<Value, Error> {
    let mut arguments = Arguments::new(["autospace"], rest, &named)?;
    let has_space = arguments.value(0).is_none_or(|value| value.is_true());
    if value.kind() != ValueKind::Map {
        return Err(Error::new(
            ErrorKind::InvalidOperation,
            "`xmlattr` takes a dictionary",
        ));
    }
    let mut attributes = String::new();
    for name in value.try_iter()? {
        let attribute = value.get_item(&name)?;
        if attribute.is_none() || attribute.is_undefined() {
            continue;
        }
        if name
            .as_str()
            .is_none_or(|name| name.contains(NEVER_IN_A_NAME))
        {
            return Err(Error::new(
                ErrorKind::InvalidOperation,
                format!("{name:?} cannot be the name of an attribute"),
            ));
        }
        if !attributes.is_empty() || has_space {
            attributes.push(' ');
        }
        attributes.push_str(&escaped_text(state, &name)?);
        attributes.extend(["=\"", &escaped_text(state, &attribute)?, "\""]);
    }
    Ok(match state.auto_escape() {
        AutoEscape::None => Value::from(attributes),
        _ => Value::from_safe_string(attributes),
    })
}

/// The characters that would end a name.
const NEVER_IN_A_NAME: [char; 9] = [' ', '\t', '\n', '\r', '\u{b}', '\u{c}', '/', '>', '='];

/// The text with its escapes, which one that is `safe` does not need.
fn escaped_text(state: &State<'_, '_>, value: &Value) -> Result<String, Error> {
    let text = python::text(state, value)?;
    Ok(if value.is_safe() {
        text
    } else {
        python::escaped(&text)
    })
}
