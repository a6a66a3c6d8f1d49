//! Rules in a schema.

use serde_json::{Map, Value};

use super::keywords::{any_of, insert, typed};
use super::style::Style;
use crate::shape::{Bound, Made, Ruled, Rules, Shape};

/// Writes rules into the schema of a shape. For an `Option` they go into the alternative that is not `null`.
///
/// A rule that does not apply to values of the shape is left out.
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
        Shape::Secret(inner) => write_rules(rules, inner, schema, style),
        Shape::Int(_)
        | Shape::Float
        | Shape::Float32
        | Shape::Scalar(_)
        | Shape::Str
        | Shape::List(_)
        | Shape::Array(..)
        | Shape::Set(_)
        | Shape::Json(_)
        | Shape::Enum(_)
        | Shape::Map(..) => write_rules_of_value(rules, shape, schema, style),
        Shape::Any
        | Shape::Null
        | Shape::Foreign(_)
        | Shape::Bool
        | Shape::Tuple(_)
        | Shape::Model(_)
        | Shape::Union(_)
        | Shape::Tagged(_) => {}
    }
}

/// The lengths of a text.
const OF_TEXT: [&str; 2] = ["minLength", "maxLength"];

/// The rules are taken apart in full: a new one does not compile until it is written, or its comment says why not.
fn write_rules_of_value(
    rules: &Rules,
    shape: &'static Shape,
    schema: &mut Map<String, Value>,
    style: Style,
) {
    let &Rules {
        gt,
        ge,
        lt,
        le,
        multiple_of,
        min_length,
        max_length,
        pattern,
        unique_items,
        // Pydantic's schemas do not show these.
        max_digits: _,
        decimal_places: _,
        finite: _,
        tense: _,
        strip: _,
        case: _,
        strict: _,
    } = rules;
    let bounds = [
        ("multipleOf", multiple_of),
        ("maximum", le),
        ("exclusiveMaximum", lt),
        ("minimum", ge),
        ("exclusiveMinimum", gt),
    ];
    let write_lengths = |schema: &mut Map<String, Value>, [least, most]: [&str; 2]| {
        insert(schema, least, min_length);
        insert(schema, most, max_length);
    };
    match shape {
        Shape::Int(_) | Shape::Float | Shape::Float32 => {
            for (keyword, bound) in bounds {
                insert(schema, keyword, bound.map(|bound| number(bound, style)));
            }
        }
        Shape::Scalar(scalar) => match scalar.ruled {
            Ruled::AsDecimal => {
                if let Some(branch) = branch(schema, |branch| branch["type"] == "number") {
                    for (keyword, bound) in bounds {
                        insert(branch, keyword, bound.map(Bound::as_f64));
                    }
                }
            }
            Ruled::AsBytes | Ruled::AsEncodedBytes(_) | Ruled::AsMade(_) => {
                write_lengths(schema, OF_TEXT);
            }
            Ruled::AsMoment(_) | Ruled::No => {}
        },
        Shape::Json(_) | Shape::Enum(_) => write_lengths(schema, OF_TEXT),
        Shape::Str => {
            write_lengths(schema, OF_TEXT);
            insert(schema, "pattern", pattern.map(|pattern| pattern().as_str()));
        }
        Shape::List(_) | Shape::Array(..) | Shape::Set(_) => {
            write_lengths(schema, ["minItems", "maxItems"]);
            insert(schema, "uniqueItems", unique_items.then_some(true));
        }
        Shape::Map(..) => write_lengths(schema, ["minProperties", "maxProperties"]),
        _ => {}
    }
}

/// The schema of a text that a rule looks at, or makes, after its type has taken it: only the last step of these is
/// described where it is written. `None`: there is no such rule.
pub(super) fn last_step(rules: &Rules, shape: &'static Shape) -> Option<Map<String, Value>> {
    match shape {
        Shape::Optional(inner) => {
            return last_step(rules, inner).map(|text| any_of(vec![text, typed("null")]));
        }
        Shape::Checked(checked) => return last_step(&rules.and(&checked.rules), checked.shape),
        Shape::Enum(shape) if shape.is_text() => {}
        Shape::Scalar(scalar) if scalar.ruled == Ruled::AsMade(Made::Normal) => {}
        _ => return None,
    }
    let has_step = rules.pattern.is_some() || rules.strip || rules.case.is_some();
    has_step.then(|| {
        let mut text = typed("string");
        let pattern = rules.pattern.map(|pattern| pattern().as_str());
        insert(&mut text, "pattern", pattern);
        text
    })
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

fn number(bound: Bound, style: Style) -> Value {
    match bound {
        Bound::Int(number) if style != Style::Component => {
            i64::try_from(number).map_or_else(|_| bound.as_f64().into(), Value::from)
        }
        bound => bound.as_f64().into(),
    }
}
