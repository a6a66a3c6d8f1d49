//! Rules in a schema.

use serde_json::{Map, Value};

use super::write::{Style, insert};
use crate::shape::{Bound, Ruled, Rules, Shape};

/// Writes rules into the schema of a shape; those of an `Option` go into the alternative that is not `null`.
///
/// A rule that does not look at values of the shape is left out.
pub fn rules_into_schema(rules: &Rules, shape: &'static Shape, schema: &mut Map<String, Value>) {
    write_rules(rules, shape, schema, Style::Parameter);
}

pub(super) fn write_rules(
    rules: &Rules,
    shape: &'static Shape,
    schema: &mut Map<String, Value>,
    style: Style,
) {
    match shape {
        Shape::Optional(inner) => match branch(schema, |_| true) {
            Some(branch) => write_rules(rules, inner.bare(), branch, style),
            None => write_rules(rules, inner, schema, style),
        },
        Shape::Checked(checked) => write_rules(rules, checked.shape, schema, style),
        Shape::Int(_) | Shape::Float | Shape::Float32 => write_bounds(rules, schema, style),
        Shape::Scalar(scalar) => match scalar.ruled {
            Ruled::AsDecimal => {
                let is_number = |branch: &Map<String, Value>| branch["type"] == "number";
                if let Some(branch) = branch(schema, is_number) {
                    write_bounds(rules, branch, style);
                }
            }
            Ruled::AsText => write_text(rules, schema),
            Ruled::AsMoment | Ruled::No => {}
        },
        Shape::Str => write_text(rules, schema),
        Shape::Secret(inner) => write_rules(rules, inner, schema, style),
        Shape::List(_) | Shape::Array(..) | Shape::Set(_) => {
            insert(schema, "maxItems", rules.max_length);
            insert(schema, "minItems", rules.min_length);
            insert(schema, "uniqueItems", rules.unique_items.then_some(true));
        }
        Shape::Map(..) => {
            insert(schema, "maxProperties", rules.max_length);
            insert(schema, "minProperties", rules.min_length);
        }
        Shape::Any
        | Shape::Null
        | Shape::Foreign(_)
        | Shape::Bool
        | Shape::Tuple(_)
        | Shape::Json(_)
        | Shape::Enum(_)
        | Shape::Model(_)
        | Shape::Union(_)
        | Shape::Tagged(_) => {}
    }
}

/// The first alternative that `is_it`.
fn branch(
    schema: &mut Map<String, Value>,
    is_it: impl Fn(&Map<String, Value>) -> bool,
) -> Option<&mut Map<String, Value>> {
    let branches = schema.get_mut("anyOf")?.as_array_mut()?;
    let mut objects = branches.iter_mut().filter_map(Value::as_object_mut);
    objects.find(|branch| is_it(branch))
}

fn write_text(rules: &Rules, schema: &mut Map<String, Value>) {
    insert(schema, "maxLength", rules.max_length);
    insert(schema, "minLength", rules.min_length);
    let pattern = rules.pattern.map(|pattern| pattern().as_str());
    insert(schema, "pattern", pattern);
}

fn write_bounds(rules: &Rules, schema: &mut Map<String, Value>, style: Style) {
    let number = |bound: Option<Bound>| bound.map(|bound| number(bound, style));
    insert(schema, "multipleOf", number(rules.multiple_of));
    insert(schema, "maximum", number(rules.le));
    insert(schema, "exclusiveMaximum", number(rules.lt));
    insert(schema, "minimum", number(rules.ge));
    insert(schema, "exclusiveMinimum", number(rules.gt));
}

fn number(bound: Bound, style: Style) -> Value {
    match bound {
        Bound::Int(number) if style != Style::Component => {
            i64::try_from(number).map_or_else(|_| bound.as_f64().into(), Value::from)
        }
        bound => bound.as_f64().into(),
    }
}
