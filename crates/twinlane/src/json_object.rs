//! JSON objects whose entries may be absent.

use serde_json::{Map, Value};

/// An object of the entries that have a value.
pub(crate) fn object<'n, V: Into<Value>>(
    entries: impl IntoIterator<Item = (&'n str, Option<V>)>,
) -> Value {
    let entries = entries.into_iter();
    let there = entries.filter_map(|(name, value)| Some((name.to_owned(), value?.into())));
    Value::Object(there.collect::<Map<_, _>>())
}
