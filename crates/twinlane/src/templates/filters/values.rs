//! Filters that write or read values.

use minijinja::value::{Kwargs, Rest};
use minijinja::{Error, ErrorKind, State, Value};

use super::super::arguments::Arguments;
use super::super::python;

pub(super) fn escape(value: &Value) -> Result<Value, Error> {
    if value.is_safe() {
        return Ok(value.clone());
    }
    force_escape(value)
}

pub(super) fn force_escape(value: &Value) -> Result<Value, Error> {
    let text = python::text(value)?;
    Ok(Value::from_safe_string(python::escaped(&text)))
}

pub(super) fn string(value: &Value) -> Result<Value, Error> {
    match value.as_str() {
        Some(_) => Ok(value.clone()),
        None => python::text(value).map(Value::from),
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

pub(super) fn to_json(value: &Value, rest: Rest<Value>, named: Kwargs) -> Result<Value, Error> {
    let indent: Option<usize> = Arguments::new(["indent"], rest, &named)?.get(0)?;
    // More would be no layout, but a way to ask for memory.
    let indent = indent.map(|indent| indent.min(64));
    python::json(value, indent).map(Value::from_safe_string)
}

/// Attributes of an element, of a dictionary: those without a value are left out.
pub(super) fn xml_attributes(value: &Value, autospace: Option<bool>) -> Result<Value, Error> {
    let mut attributes = String::new();
    for name in value.try_iter()? {
        let attribute = value.get_item(&name)?;
        if attribute.is_none() || attribute.is_undefined() {
            continue;
        }
        let name = python::text(&name)?;
        if name.contains([' ', '\t', '\n', '\r', '\u{c}', '/', '>', '=']) {
            return Err(Error::new(
                ErrorKind::InvalidOperation,
                format!("{name:?} cannot be the name of an attribute"),
            ));
        }
        if !attributes.is_empty() || autospace.unwrap_or(true) {
            attributes.push(' ');
        }
        let attribute = python::escaped(&python::text(&attribute)?);
        attributes.push_str(&format!("{}=\"{attribute}\"", python::escaped(&name)));
    }
    Ok(Value::from_safe_string(attributes))
}
