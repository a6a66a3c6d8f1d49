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
            let value = match object.get_mut(name).filter(|_| has_paths_into(model, name)) {
                Some(JsonValue::List(values)) => {
                    values.push(text);
                    continue;
                }
                Some(first) => JsonValue::List(vec![first.clone(), text]),
                None => text,
            };
            object.insert(name.to_owned(), value);
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
    let mut fields = model.fields.iter();
    fields.any(|field| {
        let is_named = field.parameter_names().any(|known| known == name);
        is_named && (field.shape)().is_repeated()
    })
}

/// True if a path leads into the values of this name: one is a text then, several are a list.
fn has_paths_into(model: &'static ModelShape, name: &str) -> bool {
    let mut choices = model.fields.iter().flat_map(|field| field.choices);
    choices.any(|choice| choice.path.is_some() && choice.name == name)
}
