//! Models of pairs of texts: a query string, a form, headers.

use indexmap::IndexMap;

use crate::{JsonValue, ModelShape};

/// The object that the pairs are. A field that holds several values gets all of its name, any other the last.
pub(crate) fn object_of_pairs<'p>(
    model: &'static ModelShape,
    pairs: impl IntoIterator<Item = (&'p str, &'p str)>,
) -> JsonValue {
    let mut object: IndexMap<String, JsonValue> = IndexMap::new();
    for (name, text) in pairs {
        let text = JsonValue::from(text);
        if !is_repeated(model, name) {
            object.insert(name.to_owned(), text);
            continue;
        }
        let values = object
            .entry(name.to_owned())
            .or_insert_with(|| JsonValue::List(Vec::new()));
        if let JsonValue::List(values) = values {
            values.push(text);
        }
    }
    JsonValue::from(object)
}

fn is_repeated(model: &'static ModelShape, name: &str) -> bool {
    let has_name = |known: &&str| *known == name;
    let mut fields = model.fields.iter();
    fields.any(|field| {
        let is_named = has_name(&field.name) || field.other_names.iter().any(has_name);
        is_named && (field.shape)().is_repeated()
    })
}
