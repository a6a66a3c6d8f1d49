//! The filters of Jinja that write values, with Jinja's spelling, and those that the engine does not have.

use minijinja::value::{Kwargs, Rest};
use minijinja::{Environment, Error, Value};

use super::python;

pub(super) fn add(environment: &mut Environment<'static>) {
    minijinja_contrib::add_to_environment(environment);
    environment.add_filter("escape", escape);
    environment.add_filter("e", escape);
    environment.add_filter("forceescape", force_escape);
    environment.add_filter("string", string);
    environment.add_filter("tojson", to_json);
    environment.add_filter("wordcount", word_count);
    environment.add_filter("xmlattr", xml_attributes);
}

fn escape(value: &Value) -> Result<Value, Error> {
    if value.is_safe() {
        return Ok(value.clone());
    }
    force_escape(value)
}

fn force_escape(value: &Value) -> Result<Value, Error> {
    let text = python::text(value)?;
    Ok(Value::from_safe_string(python::escaped(&text)))
}

fn string(value: &Value) -> Result<Value, Error> {
    match value.as_str() {
        Some(_) => Ok(value.clone()),
        None => python::text(value).map(Value::from),
    }
}

fn to_json(value: &Value, rest: Rest<Value>, options: Kwargs) -> Result<Value, Error> {
    let indent: Option<usize> = match rest.first() {
        Some(indent) => Some(indent.clone().try_into()?),
        None => options.get("indent")?,
    };
    options.assert_all_used()?;
    // More would be no layout, but a way to ask for memory.
    let indent = indent.map(|indent| indent.min(64));
    python::json(value, indent).map(Value::from_safe_string)
}

fn word_count(text: &str) -> usize {
    let words = text.split(|character: char| !character.is_alphanumeric() && character != '_');
    words.filter(|word| !word.is_empty()).count()
}

/// Attributes of an element, of a dictionary: those without a value are left out.
fn xml_attributes(value: &Value, autospace: Option<bool>) -> Result<Value, Error> {
    let mut attributes = String::new();
    for name in value.try_iter()? {
        let attribute = value.get_item(&name)?;
        if attribute.is_none() || attribute.is_undefined() {
            continue;
        }
        let name = python::text(&name)?;
        if name.contains([' ', '\t', '\n', '\r', '\u{c}', '/', '>', '=']) {
            return Err(Error::new(
                minijinja::ErrorKind::InvalidOperation,
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
