//! Adding what a user says to what the document says already.

use serde_json::Value;

/// Puts one value into another, as FastAPI does: objects key by key, lists one after the other.
pub(super) fn merge(into: &mut Value, value: Value) {
    match (into, value) {
        (Value::Object(into), Value::Object(fields)) => {
            for (name, value) in fields {
                match into.get_mut(&name) {
                    Some(earlier) => merge(earlier, value),
                    None => {
                        into.insert(name, value);
                    }
                }
            }
        }
        (Value::Array(into), Value::Array(mut items)) => into.append(&mut items),
        (into, value) => *into = value,
    }
}
