//! Fields of fields: `SHOP_DB__HOST`, and the objects that they are put together to.

use indexmap::IndexMap;

use super::kinds::{Part, Reading, part_of};
use super::names::VariableName;
use super::shape::SettingsShape;
use super::variables::{Variable, Variables};
use crate::JsonValue;
use crate::shape::{FieldShape, ModelShape, Shape};

pub(super) type Object = IndexMap<String, JsonValue>;

/// A variable of a field within a field.
pub(super) struct NestedVariable<'v> {
    /// The keys below the field, as they are looked up.
    pub(super) keys: Vec<&'v str>,
    pub(super) variable: &'v Variable,
    pub(super) reading: Reading,
}

/// The variables that belong into a field, those of outer keys first: then the order of the variables does not count.
pub(super) fn variables_in<'v>(
    field: &FieldShape,
    names: &[VariableName],
    variables: &'v Variables,
    shape: &SettingsShape,
) -> Vec<NestedVariable<'v>> {
    let Some(delimiter) = shape.nested_delimiter else {
        return Vec::new();
    };
    let delimiter = shape.lookup(delimiter);
    let field_shape = (field.shape)();
    let mut nested: Vec<NestedVariable<'v>> = Vec::new();
    for (lookup, variable) in variables.iter() {
        let below =
            |name: &VariableName| lookup.strip_prefix(&name.lookup)?.strip_prefix(&*delimiter);
        let Some(rest) = names.iter().find_map(below) else {
            continue;
        };
        let pieces = shape.nested_max_split.unwrap_or(usize::MAX);
        let keys: Vec<&str> = rest.splitn(pieces, &*delimiter).collect();
        let reading = reading_of(field_shape, &keys, shape);
        nested.push(NestedVariable {
            keys,
            variable,
            reading,
        });
    }
    nested.sort_by_key(|one| one.keys.len());
    nested
}

/// The way in which the value below these keys is read.
fn reading_of(field: &'static Shape, keys: &[&str], shape: &SettingsShape) -> Reading {
    let is_same = |one: &str, other: &str| shape.is_same(one, other);
    let mut part = Some(Part::Field(field));
    for key in keys {
        part = part.and_then(|part| part_of(part.shape(), key, &is_same));
    }
    match part {
        Some(part) => part.reading(),
        None if matches!(field, Shape::Map(..)) => Reading::JsonOrText,
        None => Reading::Text,
    }
}

/// Puts a value below these keys, unless there is one above that is no object. `null` takes the place of nothing else.
pub(super) fn put(object: &mut Object, keys: &[&str], value: JsonValue) -> bool {
    let Some((last, outer)) = keys.split_last() else {
        return false;
    };
    let mut inner = object;
    for key in outer {
        let below = inner.entry((*key).to_owned());
        match below.or_insert_with(|| JsonValue::from(Object::new())) {
            JsonValue::Object(next) => inner = next,
            _ => return false,
        }
    }
    let is_empty =
        |value: &JsonValue| matches!(value, JsonValue::Object(fields) if fields.is_empty());
    let is_taken = inner.get(*last).is_some_and(|value| !is_empty(value));
    if value == JsonValue::Null && is_taken {
        return false;
    }
    inner.insert((*last).to_owned(), value);
    true
}

/// Puts what wins over what is there. Objects in both become one.
pub(super) fn update(mut under: Object, over: Object) -> Object {
    for (key, value) in over {
        let value = match (under.get_mut(&key), value) {
            (Some(JsonValue::Object(under)), JsonValue::Object(over)) => {
                JsonValue::from(update(*std::mem::take(under), *over))
            }
            (_, value) => value,
        };
        under.insert(key, value);
    }
    under
}

/// Gives the keys of an object the spelling that the fields of its model have.
pub(super) fn respell(shape: &'static Shape, object: Object, settings: &SettingsShape) -> Object {
    let Some(model) = shape.as_model() else {
        return object;
    };
    let respelled = object.into_iter().map(|(key, value)| {
        let Some(found) = field_of(model, &key, settings) else {
            return (key, value);
        };
        let value = match value {
            JsonValue::Object(inner) => {
                JsonValue::from(respell((found.1.shape)(), *inner, settings))
            }
            value => value,
        };
        (found.0.to_owned(), value)
    });
    respelled.collect()
}

/// The keys of a location, with the spelling that the fields have.
pub(super) fn respell_keys(
    field: &FieldShape,
    keys: &[&str],
    settings: &SettingsShape,
) -> Vec<String> {
    let mut shape = Some((field.shape)());
    let keys = keys.iter().map(|key| {
        let model = shape.and_then(Shape::as_model);
        let found = model.and_then(|model| field_of(model, key, settings));
        shape = found.map(|(_, field)| (field.shape)());
        found.map_or(*key, |(name, _)| name).to_owned()
    });
    keys.collect()
}

/// The field that a document may give by this key, whatever the case of its letters, with the spelling of the key.
fn field_of(
    model: &'static ModelShape,
    key: &str,
    settings: &SettingsShape,
) -> Option<(&'static str, &'static FieldShape)> {
    model.fields.iter().find_map(|field| {
        let name = field.keys().find(|name| settings.is_same(name, key));
        name.map(|name| (name, field))
    })
}
