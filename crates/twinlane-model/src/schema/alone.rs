//! The schema of one type, by itself.

use serde_json::{Map, Value};

use super::named::{Named, Parts, add_parts, definition_name};
use super::style::Style;
use super::write::Writer;
use crate::mode::Mode;
use crate::shape::{CheckedShape, Shape};

/// Pydantic's `json_schema`: what the shape refers to is in `$defs`, and so is the shape if it contains itself.
pub(crate) fn schema_alone(shape: &'static Shape) -> Value {
    let writer = Writer {
        mode: Mode::Input,
        style: Style::Alone,
        reference: |named: Named| format!("#/$defs/{}", definition_name(&named.key().name)),
    };
    let mut parts = Parts::new();
    let top = if let Some(named) = top(shape) {
        named.add_own_parts(writer.mode, &mut parts);
        if parts.contains_key(&named.key()) {
            writer.refer(named)
        } else {
            writer.named(named)
        }
    } else {
        add_parts(shape, writer.mode, &mut parts);
        writer.shape(shape)
    };
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
    schema.extend(top);
    Value::Object(schema)
}

/// The shape, if it has a name and nothing is said beside it.
fn top(shape: &'static Shape) -> Option<Named> {
    match shape {
        Shape::Enum(shape) if !shape.literal => Some(Named::Enum(shape)),
        Shape::Model(shape) => Some(Named::Model(shape)),
        Shape::Union(shape) if shape.is_recursive() => Some(Named::Union(shape)),
        Shape::Checked(checked) if is_unruled(checked) => top(checked.shape),
        _ => None,
    }
}

fn is_unruled(checked: &CheckedShape) -> bool {
    let has_lengths = checked.rules.min_length.is_some() || checked.rules.max_length.is_some();
    !has_lengths && checked.more.is_none()
}
