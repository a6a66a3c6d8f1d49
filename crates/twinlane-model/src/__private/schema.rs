//! Keywords of a schema that were written by hand.

use serde_json::{Map, Value};

/// Adds the keywords of an object. Pydantic leaves out those that are null, at any depth of objects.
pub fn extend_schema(schema: &mut Map<String, Value>, extra: Value) {
    if let Value::Object(extra) = without_nulls(extra) {
        schema.extend(extra);
    }
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(object) => {
            let entries = object.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(
                entries
                    .map(|(name, value)| (name, without_nulls(value)))
                    .collect(),
            )
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_nulls).collect()),
        other => other,
    }
}
