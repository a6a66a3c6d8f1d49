//! Keywords of JSON Schema, and schemas that need no more.

use serde_json::{Map, Value};

/// The schema of a text with a format.
pub(crate) fn of_format(format: &str) -> Map<String, Value> {
    object([("type", "string".into()), ("format", format.into())])
}

/// The schema of bytes that a text stands for, in the keywords that FastAPI adds.
pub(crate) fn of_bytes(format: Option<&str>) -> Map<String, Value> {
    let mut schema = typed("string");
    insert(&mut schema, "format", format);
    insert(
        &mut schema,
        "contentMediaType",
        Some("application/octet-stream"),
    );
    schema
}

/// The schema of bytes that JSON has in an encoding, likewise.
pub(crate) fn of_encoded_bytes(encoding: Option<&str>) -> Map<String, Value> {
    let mut schema = of_bytes(None);
    insert(&mut schema, "contentEncoding", encoding);
    schema
}

pub(super) fn typed(name: &str) -> Map<String, Value> {
    object([("type", name.into())])
}

pub(crate) fn object<const N: usize>(entries: [(&str, Value); N]) -> Map<String, Value> {
    entries
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}

pub(super) fn insert(schema: &mut Map<String, Value>, key: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        schema.insert(key.to_owned(), value.into());
    }
}

/// Alternatives, those of alternatives among them.
pub(super) fn any_of(schemas: Vec<Map<String, Value>>) -> Map<String, Value> {
    let mut alternatives: Vec<Value> = Vec::new();
    for mut schema in schemas {
        let nested = match schema.shift_remove("anyOf") {
            Some(Value::Array(nested)) if schema.is_empty() => nested,
            Some(other) => {
                schema.insert("anyOf".to_owned(), other);
                vec![Value::Object(schema)]
            }
            None => vec![Value::Object(schema)],
        };
        for alternative in nested {
            if !alternatives.contains(&alternative) {
                alternatives.push(alternative);
            }
        }
    }
    object([("anyOf", alternatives.into())])
}

/// The part of a description that is shown: nothing behind a form feed.
pub(super) fn shown(description: &str) -> &str {
    description.split('\u{c}').next().unwrap_or_default()
}

/// Puts a keyword behind all others.
pub(super) fn put_last(schema: &mut Map<String, Value>, key: &str) {
    if let Some(value) = schema.shift_remove(key) {
        schema.insert(key.to_owned(), value);
    }
}

/// Adds keywords written by hand.
pub(super) fn add(schema: &mut Map<String, Value>, more: Option<fn() -> Value>) {
    if let Some(Value::Object(more)) = more.map(|more| more()) {
        schema.extend(more);
    }
}
