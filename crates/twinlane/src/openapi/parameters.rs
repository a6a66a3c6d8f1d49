//! The parameters of an operation in the document.

use indexmap::IndexMap;
use indexmap::map::Entry;
use serde_json::{Value, json};
use twinlane_model::shape::ModelShape;
use twinlane_model::{NamedDefinitions, Shape};

use super::documented::Documented;
use super::schema::{examples, field_schema};
use super::text::said;
use crate::parameters::{GroupNames, Kind, ParameterDescription, Place, Source};

impl Documented<'_> {
    pub(super) fn parameters(&self, definitions: &NamedDefinitions) -> Vec<Value> {
        let mut all: IndexMap<(&str, String), Value> = IndexMap::new();
        for (wanted, place) in [
            (Source::Path, "path"),
            (Source::Query, "query"),
            (Source::Header, "header"),
            (Source::Cookie, "cookie"),
        ] {
            let here = self
                .data()
                .filter(|(parameter, _, source)| *source == wanted && !parameter.declared.hidden);
            for (parameter, shape, source) in here {
                let objects = match group(parameter, shape, source) {
                    Some(model) => group_objects(parameter, model, place, definitions),
                    None => vec![parameter_object(parameter, shape, place, definitions)],
                };
                for object in objects {
                    add_parameter(&mut all, place, object);
                }
            }
        }
        all.into_values().collect()
    }
}

/// Of two parameters of one name the one that must be there is shown, or else the later.
fn add_parameter<'p>(all: &mut IndexMap<(&'p str, String), Value>, place: &'p str, object: Value) {
    let name = object["name"].as_str().unwrap_or_default().to_owned();
    let is_weaker = |earlier: &Value| earlier["required"] == true && object["required"] == false;
    match all.entry((place, name)) {
        Entry::Occupied(earlier) if is_weaker(earlier.get()) => {}
        Entry::Occupied(mut earlier) => {
            earlier.insert(object);
        }
        Entry::Vacant(vacant) => {
            vacant.insert(object);
        }
    }
}

pub(super) fn is_body(source: Source) -> bool {
    matches!(source, Source::Body | Source::Form | Source::File)
}

/// The model, where each of its fields is a parameter in the document.
pub(super) fn group(
    parameter: &ParameterDescription,
    shape: &'static Shape,
    source: Source,
) -> Option<&'static ModelShape> {
    match parameter.kind {
        Kind::Data { .. } if !is_body(source) => shape.as_model(),
        _ => None,
    }
}

/// The fields of a model, each as a parameter. Of a group that may be absent none must be there.
fn group_objects(
    parameter: &ParameterDescription,
    model: &'static ModelShape,
    place: &str,
    definitions: &NamedDefinitions,
) -> Vec<Value> {
    let names = GroupNames {
        place: if place == "header" {
            Place::Header
        } else {
            Place::Query
        },
        keeps_underscores: parameter.declared.keeps_underscores,
    };
    let fields = model.fields.iter().filter(|field| field.is_read());
    let objects = fields.map(|field| {
        let name = field.parameter_names().next().unwrap_or(field.name);
        let name = names.of(field, name);
        let object = json!({
            "name": name,
            "in": place,
            "required": parameter.must_be_sent() && (field.required)(),
            "schema": definitions.model_field(field),
        });
        described(object, field.description, None, field.deprecated)
    });
    objects.collect()
}

fn parameter_object(
    parameter: &ParameterDescription,
    shape: &'static Shape,
    place: &str,
    definitions: &NamedDefinitions,
) -> Value {
    let declared = &parameter.declared;
    let required = place == "path" || parameter.must_be_sent();
    let object = json!({
        "name": declared.wire_name(),
        "in": place,
        "required": required,
        "schema": field_schema(declared, shape, definitions),
    });
    described(
        object,
        declared.description,
        examples(declared),
        declared.deprecated,
    )
}

/// Adds the parameter's own description, beside its schema.
fn described(
    mut object: Value,
    description: Option<&str>,
    examples: Option<(&str, Value)>,
    deprecated: bool,
) -> Value {
    if let Some(description) = description.and_then(said) {
        object["description"] = description.into();
    }
    if let Some((keyword, examples)) = examples {
        object[keyword] = examples;
    }
    if deprecated {
        object["deprecated"] = true.into();
    }
    object
}
