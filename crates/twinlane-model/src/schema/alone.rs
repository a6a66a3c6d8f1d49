//! The schema of one model, by itself.

use serde_json::{Map, Value};

use super::named::{Named, definition_name};
use super::style::Style;
use super::write::Writer;
use crate::mode::Mode;
use crate::shape::ModelShape;

/// Pydantic's `model_json_schema`: what the model refers to is in `$defs`, and so is the model if it contains itself.
pub(crate) fn model_schema(shape: &'static ModelShape) -> Value {
    let writer = Writer {
        mode: Mode::Input,
        style: Style::Alone,
        reference: |named: Named| format!("#/$defs/{}", definition_name(&named.key().name)),
    };
    let model = Named::Model(shape);
    let parts = model.parts(Mode::Input);
    let mut definitions: Vec<(String, Value)> = parts
        .iter()
        .map(|(key, part)| {
            (
                definition_name(&key.name),
                Value::Object(writer.named(*part)),
            )
        })
        .collect();
    definitions.sort_by(|(name, _), (other, _)| name.cmp(other));

    let mut schema = Map::new();
    if !definitions.is_empty() {
        schema.insert(
            "$defs".to_owned(),
            Value::Object(definitions.into_iter().collect()),
        );
    }
    schema.extend(if parts.contains_key(&model.key()) {
        writer.refer(model)
    } else {
        writer.named(model)
    });
    Value::Object(schema)
}
