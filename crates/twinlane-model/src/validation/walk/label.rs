//! Pydantic's name for a shape, in the location of a union's errors.

use crate::shape::{EnumValue, Ruled, Rules, Shape};

impl Shape {
    /// `int`, `list[int]`, `Item`.
    pub(crate) fn label(&'static self) -> String {
        match self {
            Self::Any => "any".to_owned(),
            Self::Null => "none".to_owned(),
            Self::Bool => "bool".to_owned(),
            Self::Int(_) => "int".to_owned(),
            Self::Float | Self::Float32 => "float".to_owned(),
            Self::Str => "str".to_owned(),
            Self::Scalar(scalar) | Self::Foreign(scalar) => scalar.label.to_owned(),
            Self::Optional(inner) => format!("nullable[{}]", inner.label()),
            Self::List(inner) | Self::Array(inner, _) => format!("list[{}]", inner.label()),
            Self::Set(inner) => format!("set[{}]", inner.label()),
            Self::Map(key, inner) => format!("dict[{},{}]", key.label(), inner.label()),
            Self::Tuple(shapes) => format!("tuple[{}]", labels(shapes.iter().copied(), ", ")),
            Self::Json(inner) => format!("json[{}]", inner.label()),
            Self::Secret(inner) => inner.label(),
            Self::Enum(shape) if shape.literal => {
                let values: Vec<String> = shape.values.iter().map(EnumValue::repr).collect();
                format!("literal[{}]", values.join(","))
            }
            Self::Enum(shape) if shape.is_text() => format!("str-enum[{}]", shape.name),
            Self::Enum(shape) => format!("int-enum[{}]", shape.name),
            Self::Model(shape) => shape.full_name(),
            // Its own name would not end.
            Self::Union(shape) if shape.is_recursive() => "...".to_owned(),
            Self::Union(shape) => {
                let arms = shape.arms.iter().map(|arm| arm());
                let arms = arms.filter(|arm| !matches!(arm, Self::Null));
                format!("union[{}]", labels(arms, ","))
            }
            Self::Tagged(shape) => {
                let names: Vec<String> = shape.arms.iter().map(|arm| arm().full_name()).collect();
                format!("tagged-union[{}]", names.join(","))
            }
            Self::Checked(checked) if is_constrained(&checked.rules) => match checked.shape {
                Self::Str | Self::Int(_) | Self::Float | Self::Float32 => {
                    format!("constrained-{}", checked.shape.label())
                }
                Self::Scalar(scalar) if scalar.label == "bytes" => "constrained-bytes".to_owned(),
                shape => made_label(shape, &checked.rules),
            },
            Self::Checked(checked) => checked.shape.label(),
        }
    }
}

/// The name of a text that its type makes, with the rules around it.
///
/// Pydantic names the functions that look at lengths by their addresses, too, which are others in each process.
fn made_label(shape: &'static Shape, rules: &Rules) -> String {
    let mut label = shape.label();
    let is_made = match shape {
        Shape::Enum(shape) => shape.is_text(),
        Shape::Scalar(scalar) => matches!(scalar.ruled, Ruled::AsMade(_)),
        _ => false,
    };
    if !is_made {
        return label;
    }
    for (name, length) in [("min", rules.min_length), ("max", rules.max_length)] {
        if length.is_some() {
            label = format!("function-after[{name}_length_validator(), {label}]");
        }
    }
    let steps = [rules.strip, rules.case.is_some(), rules.pattern.is_some()];
    let steps = steps.iter().filter(|is_there| **is_there).count();
    if steps > 0 {
        let step = ",function-wrap[_apply_constraint_with_incompatibility_info()]";
        label = format!("chain[{label}{}]", step.repeat(steps));
    }
    label
}

fn labels(shapes: impl Iterator<Item = &'static Shape>, separator: &str) -> String {
    let labels: Vec<String> = shapes.map(Shape::label).collect();
    labels.join(separator)
}

fn is_constrained(rules: &Rules) -> bool {
    let bounds = [rules.gt, rules.ge, rules.lt, rules.le, rules.multiple_of];
    let lengths = [rules.min_length, rules.max_length];
    bounds.iter().any(Option::is_some)
        || lengths.iter().any(Option::is_some)
        || rules.pattern.is_some()
        || rules.strip
        || rules.case.is_some()
        || rules.finite
}
