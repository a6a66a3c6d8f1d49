//! The body of a request in the document.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Map, Value, json};
use twinlane_model::shape::{Extra, FieldShape, ModelShape};
use twinlane_model::{Definitions, NamedDefinitions, Shape, title_of};

use super::form_names::form_schema;
use super::schema::{examples, field_meta, field_schema, with_more};
use super::{INPUT, NamedComponents};
use crate::parameters::{BodyKind, Declared, ParameterDescription, Source};

/// The parameters that are the body, or parts of it.
pub(super) struct DocumentedBody<'a> {
    kind: BodyKind,
    parts: Vec<Part<'a>>,
    /// The title of the schema if there is none in the application: `Body_` and the operation's id.
    title: String,
}

struct Part<'a> {
    parameter: &'a ParameterDescription,
    shape: &'static Shape,
    is_file: bool,
    /// The models whose fields are fields of the form; of several one is read.
    models: Vec<&'static ModelShape>,
}

impl<'a> DocumentedBody<'a> {
    /// The body; `None` if there is none to speak of.
    pub(super) fn of(
        kind: BodyKind,
        data: impl Iterator<Item = (&'a ParameterDescription, &'static Shape, Source)>,
        operation_id: &str,
    ) -> Option<Self> {
        // A dependency and the operation may ask for one part by one name.
        let mut names = HashSet::new();
        let parts: Vec<Part<'a>> = data
            .filter(|(_, _, source)| matches!(source, Source::Body | Source::Form | Source::File))
            .filter(|(parameter, ..)| names.insert(parameter.declared.name))
            .map(|(parameter, shape, source)| Part {
                parameter,
                shape,
                is_file: source == Source::File,
                models: match source {
                    Source::Form => shape.as_models(),
                    _ => Vec::new(),
                },
            })
            .collect();
        (!parts.is_empty()).then(|| Self {
            kind,
            parts,
            title: format!("Body_{operation_id}"),
        })
    }

    pub(super) fn collect(&self, definitions: &mut Definitions) {
        for part in &self.parts {
            definitions.collect(part.shape, INPUT);
        }
    }

    /// The request body object. `component` is the schema of several parts.
    pub(super) fn object(&self, component: Option<&Value>, components: &NamedComponents) -> Value {
        let definitions = &components.definitions;
        let schema = if let Some(part) = self.only() {
            field_schema(&part.parameter.declared, part.shape, definitions)
        } else {
            let name = component.map(|schema| components.bodies.name(schema));
            json!({ "$ref": format!("#/components/schemas/{}", name.unwrap_or_default()) })
        };
        let mut object = Map::new();
        if self.parts.iter().any(|part| part.parameter.must_be_sent()) {
            object.insert("required".to_owned(), true.into());
        }
        let mut content = json!({ "schema": schema });
        // Of several parts FastAPI shows none.
        let declared = self.only().map(|only| &only.parameter.declared);
        if let Some((keyword, examples)) = declared.and_then(examples) {
            content[keyword] = examples;
        }
        object.insert("content".to_owned(), json!({ self.media_type(): content }));
        Value::Object(object)
    }

    /// The schema that stands for all parts, where one part is not the whole body.
    pub(super) fn component(&self, definitions: &NamedDefinitions) -> Option<Value> {
        if self.only().is_some() {
            return None;
        }
        let mut properties = Map::new();
        let mut required = Vec::new();
        let mut conditions = Vec::new();
        let has_models = self.parts.iter().any(|part| !part.models.is_empty());
        for part in &self.parts {
            if !part.models.is_empty() {
                conditions.push(condition(part, definitions));
                continue;
            }
            let name = part.parameter.declared.wire_name();
            // Beside a model FastAPI makes the title of the name in the signature.
            let titled = if has_models {
                part.parameter.declared.name
            } else {
                name
            };
            let property = property(part, titled, definitions);
            // Beside models the first part of a name is the property, and each other a condition.
            if has_models && properties.contains_key(name) {
                conditions.push(json!({ "properties": { name: property } }));
            } else {
                properties.insert(name.to_owned(), property);
            }
            if part.parameter.must_be_sent() && !(has_models && required.contains(&name)) {
                required.push(name);
            }
        }
        let mut schema = Map::new();
        if !conditions.is_empty() {
            schema.insert("allOf".to_owned(), conditions.into());
        }
        if !properties.is_empty() {
            schema.insert("properties".to_owned(), properties.into());
        }
        schema.insert("type".to_owned(), "object".into());
        if !required.is_empty() {
            schema.insert("required".to_owned(), json!(required));
        }
        schema.insert("title".to_owned(), self.title.as_str().into());
        Some(schema.into())
    }

    /// The part that is the whole body. A form is one where it is a model that must be there.
    fn only(&self) -> Option<&Part<'a>> {
        match (self.kind, self.parts.as_slice()) {
            (BodyKind::Whole, [only]) => Some(only),
            (BodyKind::Form, [only]) if !only.models.is_empty() && !is_optional(only) => Some(only),
            _ => None,
        }
    }

    fn media_type(&self) -> &'static str {
        match self.kind {
            BodyKind::Form if self.parts.iter().any(|part| part.is_file) => "multipart/form-data",
            BodyKind::Form => "application/x-www-form-urlencoded",
            _ => "application/json",
        }
    }
}

fn is_optional(part: &Part<'_>) -> bool {
    matches!(part.shape, Shape::Optional(_))
}

fn property(part: &Part<'_>, titled: &str, definitions: &NamedDefinitions) -> Value {
    let declared = &part.parameter.declared;
    let property = definitions.property(part.shape, titled, &field_meta(declared));
    with_more(property, declared)
}

/// The condition that a model sets on the fields of a form. An optional model also allows that none of its fields is sent.
fn condition(part: &Part<'_>, definitions: &NamedDefinitions) -> Value {
    let (Shape::Optional(inner), declared) = (part.shape, &part.parameter.declared) else {
        let declared = &part.parameter.declared;
        let group = match part.models.as_slice() {
            [only] => form_schema(only, definitions),
            _ => None,
        };
        let group = match group {
            Some(schema) => described(schema, declared),
            None => definitions.property(part.shape, declared.name, &field_meta(declared)),
        };
        return with_more(group, declared);
    };
    let title = declared
        .title
        .map_or_else(|| title_of(declared.name), str::to_owned);
    let schema = match part.models.as_slice() {
        [only] => form_schema(only, definitions).map(Value::Object),
        _ => None,
    };
    let schema = schema.unwrap_or_else(|| definitions.schema(inner, INPUT));
    let arms = match schema.get("anyOf").and_then(Value::as_array) {
        Some(arms) => arms.clone(),
        None => vec![schema],
    };
    let group = json!({ "anyOf": arms, "title": title });
    json!({ "anyOf": [absent(&part.models), group] })
}

/// The schema of a model, with the parameter's title and description.
fn described(mut schema: Map<String, Value>, declared: &Declared) -> Value {
    let said = [
        ("title", declared.title.map(Value::from)),
        ("description", declared.description.map(Value::from)),
        ("deprecated", declared.deprecated.then_some(true.into())),
    ];
    for (keyword, value) in said {
        if let Some(value) = value {
            schema.insert(keyword.to_owned(), value);
        }
    }
    Value::Object(schema)
}

/// The condition that nothing of the models was sent.
fn absent(models: &[&'static ModelShape]) -> Value {
    let ignores = |model: &&ModelShape| matches!(model.extra, Extra::Ignore);
    if !models.iter().all(ignores) {
        return json!({ "maxProperties": 0 });
    }
    let names = models.iter().flat_map(|model| {
        let fields = model.fields.iter();
        let names = fields.flat_map(FieldShape::parameter_names);
        names.chain(model.tag.map(|tag| tag.name))
    });
    let names: BTreeSet<&str> = names.collect();
    let any = names.iter().map(|name| json!({ "required": [name] }));
    let any: Vec<Value> = any.collect();
    json!({ "not": { "anyOf": any } })
}
