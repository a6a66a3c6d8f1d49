//! JSON objects whose entries may be absent, the order of entries, and additions to them.

use serde_json::{Map, Value};

/// An object of the entries that have a value.
pub(crate) fn object<'n, V: Into<Value>>(
    entries: impl IntoIterator<Item = (&'n str, Option<V>)>,
) -> Value {
    let entries = entries.into_iter();
    let there = entries.filter_map(|(name, value)| Some((name.to_owned(), value?.into())));
    Value::Object(there.collect::<Map<_, _>>())
}

/// Puts an entry behind all others.
pub(crate) fn put_last(object: &mut Value, key: &str) {
    if let Value::Object(object) = object
        && let Some(value) = object.shift_remove(key)
    {
        object.insert(key.to_owned(), value);
    }
}

/// Puts one value into another, as FastAPI does: objects key by key, lists one after the other.
pub(crate) fn merge(into: &mut Value, value: Value) {
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
