//! The schemas of enums and tags: their values.

use serde_json::{Map, Value};

use super::keywords::{insert, object, shown};
use super::title::title_of;
use crate::shape::{EnumShape, EnumValue, TagShape};

pub(super) fn enumeration(shape: &EnumShape) -> Map<String, Value> {
    let mut schema = values(shape);
    insert(
        &mut schema,
        "title",
        Some(shape.title.unwrap_or(shape.name)),
    );
    insert(&mut schema, "description", shape.description.map(shown));
    schema
}

/// The values of an enum, with their type where they have one.
pub(super) fn values(shape: &EnumShape) -> Map<String, Value> {
    let list: Vec<Value> = shape.values.iter().map(EnumValue::as_json).collect();
    let mut schema = match list.as_slice() {
        [only] => object([("const", only.clone())]),
        _ => object([("enum", list.into())]),
    };
    let is_number = |value: &EnumValue| matches!(value, EnumValue::Int(_));
    if shape.is_text() {
        insert(&mut schema, "type", Some("string"));
    } else if shape.values.iter().all(is_number) {
        insert(&mut schema, "type", Some("integer"));
    }
    schema
}

pub(super) fn tag_property(tag: &TagShape) -> Value {
    let values = match tag.values {
        [only] => object([("const", (*only).into())]),
        values => object([("enum", values.into())]),
    };
    let mut schema = values;
    insert(&mut schema, "type", Some("string"));
    insert(&mut schema, "title", Some(title_of(tag.name)));
    Value::Object(schema)
}

impl EnumValue {
    fn as_json(&self) -> Value {
        match self {
            Self::Text(text) => (*text).into(),
            Self::Int(number) => (*number).into(),
        }
    }
}
