//! The schema of a model that is some of the fields of a form, whose fields are read by other names than its component shows.

use serde_json::{Map, Value, json};
use twinlane_model::NamedDefinitions;
use twinlane_model::shape::{AliasChoice, FieldShape, ModelShape};

/// The schema by the names that the form has. `None`: the component has them.
pub(super) fn form_schema(
    model: &'static ModelShape,
    definitions: &NamedDefinitions,
) -> Option<Map<String, Value>> {
    let read = model.fields.iter().filter(|field| field.is_read());
    let differing: Vec<FormField> = read.filter_map(FormField::of).collect();
    if differing.is_empty() {
        return None;
    }
    // Of fields that share a name the last counts.
    let of = |shown: &str| differing.iter().rfind(|field| field.shown == shown);
    let mut schema = definitions.model(model);
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        let shown = std::mem::take(properties);
        properties.extend(shown.into_iter().map(|(name, property)| {
            let first = of(&name).map(|field| field.names[0].to_owned());
            (first.unwrap_or(name), property)
        }));
    }
    let (mut required, mut conditions) = (Vec::new(), Vec::new());
    let shown = schema.get("required").and_then(Value::as_array);
    for name in shown.into_iter().flatten().filter_map(Value::as_str) {
        match of(name).map(|field| field.names.as_slice()) {
            None => required.push(name.to_owned()),
            Some([only]) => required.push((*only).to_owned()),
            Some(names) => {
                let any = names.iter().map(|name| json!({ "required": [name] }));
                conditions.push(json!({ "anyOf": any.collect::<Vec<_>>() }));
            }
        }
    }
    schema.insert("required".to_owned(), required.into());
    if !conditions.is_empty() {
        schema.insert("allOf".to_owned(), conditions.into());
    }
    Some(schema)
}

/// A field whose names in the form are others than the one in the component, or several.
struct FormField {
    shown: &'static str,
    names: Vec<&'static str>,
}

impl FormField {
    /// FastAPI looks at fields whose first choice is a name.
    fn of(field: &'static FieldShape) -> Option<Self> {
        let first = field.choices.first();
        let shown = match first {
            None => field.name,
            Some(AliasChoice { name, path: None }) => name,
            Some(_) => return None,
        };
        let names: Vec<&str> = field.parameter_names().collect();
        let differs = *names.first()? != shown || names.len() > 1 && (field.required)();
        differs.then_some(Self { shown, names })
    }
}
