//! The OpenAPI 3.1 document: the same text that FastAPI writes for the same application. It is made once, at startup.
//!
//! Look here for the types of [`App`](crate::App)'s options that describe the application, and for requests that the application sends: webhooks
//! and callbacks.

mod info;
mod documented;
mod operation;
mod parameters;
mod body;
mod body_names;
mod form_names;
mod responses;
mod known_errors;
mod schema;
mod joined;
mod order;
mod text;

use std::collections::HashSet;

use serde_json::{Map, Value, json};
use twinlane_model::{Definitions, Mode, NamedDefinitions};

pub use crate::operation::{Outgoing, OutgoingRequest};
use body_names::BodyNames;
pub(crate) use documented::Documented;
pub(crate) use info::Info;
pub use info::{Contact, ExternalDocs, License, ServerInfo, Tag};

/// The document.
pub(crate) fn document<'a>(
    info: &Info,
    operations: impl Iterator<Item = Documented<'a>>,
    webhooks: impl Iterator<Item = Documented<'a>>,
) -> Value {
    let operations: Vec<Documented<'a>> = operations
        .filter(|operation| !operation.is_hidden())
        .collect();
    let webhooks: Vec<Documented<'a>> = webhooks.filter(|request| !request.is_hidden()).collect();
    let all = operations.iter().chain(&webhooks);
    let all: Vec<&Documented<'a>> = all.flat_map(Documented::with_callbacks).collect();
    let mut definitions = if info.joins_schemas {
        Definitions::joined()
    } else {
        Definitions::new()
    };
    for operation in &all {
        operation.collect(&mut definitions);
    }
    let components = NamedComponents::of(definitions.finish(), &all);

    let paths = path_items(&operations, &components);
    let mut document = json!({ "openapi": "3.1.0", "info": info.object(), "paths": paths });
    if !webhooks.is_empty() {
        document["webhooks"] = path_items(&webhooks, &components);
    }
    let mut schemas = components.models;
    schemas.extend(components.bodies.components());
    if all.iter().any(|operation| operation.can_be_invalid()) {
        schemas.extend(error_schemas());
    }
    let mut listed = Map::new();
    if !schemas.is_empty() {
        schemas.sort_by(|one, other| one.0.cmp(&other.0));
        let schemas: Map<String, Value> = schemas.into_iter().collect();
        listed.insert("schemas".to_owned(), schemas.into());
    }
    let security = all
        .iter()
        .flat_map(|operation| operation.security_schemes());
    let security: Map<String, Value> = security.collect();
    if !security.is_empty() {
        listed.insert("securitySchemes".to_owned(), security.into());
    }
    if !listed.is_empty() {
        document["components"] = listed.into();
    }
    for (name, value) in [
        ("servers", info.servers()),
        ("tags", info.tags()),
        ("externalDocs", info.external_docs()),
    ] {
        if let Some(value) = value {
            document[name] = value;
        }
    }
    order::in_order(document)
}

/// The names of all schemas that the document refers to.
struct NamedComponents {
    definitions: NamedDefinitions,
    /// The schemas of models by their names.
    models: Vec<(String, Value)>,
    bodies: BodyNames,
}

impl NamedComponents {
    fn of(definitions: NamedDefinitions, operations: &[&Documented<'_>]) -> Self {
        let bodies = operations.iter();
        let bodies = bodies.filter_map(|operation| operation.body_component(&definitions));
        let models = definitions.components();
        let taken: HashSet<&str> = models.iter().map(|(name, _)| name.as_str()).collect();
        let bodies = BodyNames::of(bodies, &taken);
        Self {
            definitions,
            models,
            bodies,
        }
    }
}

/// The operations, by path and method.
fn path_items(operations: &[Documented<'_>], components: &NamedComponents) -> Value {
    let mut items = Map::new();
    for operation in operations {
        let item = items
            .entry(operation.path())
            .or_insert_with(|| Value::Object(Map::new()));
        // Of `/{v:int}` and `/{v}`, which look alike here, FastAPI shows the last.
        item[operation.method()] = operation.object(components);
    }
    Value::Object(items)
}

/// The schemas of a 422, as FastAPI words them.
fn error_schemas() -> [(String, Value); 2] {
    let list = json!({
        "properties": {
            "detail": {
                "items": { "$ref": "#/components/schemas/ValidationError" },
                "type": "array",
                "title": "Detail",
            },
        },
        "type": "object",
        "title": "HTTPValidationError",
    });
    let error = json!({
        "properties": {
            "loc": {
                "items": { "anyOf": [{ "type": "string" }, { "type": "integer" }] },
                "type": "array",
                "title": "Location",
            },
            "msg": { "type": "string", "title": "Message" },
            "type": { "type": "string", "title": "Error Type" },
            "input": { "title": "Input" },
            "ctx": { "type": "object", "title": "Context" },
        },
        "type": "object",
        "required": ["loc", "msg", "type"],
        "title": "ValidationError",
    });
    [
        ("HTTPValidationError".to_owned(), list),
        ("ValidationError".to_owned(), error),
    ]
}

/// Which half of a model split in two a schema is for.
const INPUT: Mode = Mode::Input;
const OUTPUT: Mode = Mode::Output;
