//! Which fields are read from JSON, and what is in them.

use crate::shape::{FieldShape, ModelShape, Shape};

/// The way in which the text of a variable is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// As it is.
    Text,
    /// As JSON.
    Json,
    /// As JSON if it is that: one of several types may be a text.
    JsonOrText,
    /// As JSON if it is a list or an object.
    ListOrObject,
}

impl Reading {
    /// The way in which a field of this shape is read.
    pub(super) fn of_field(shape: &'static Shape) -> Self {
        match shape {
            Shape::Checked(checked) => Self::of_field(checked.shape),
            shape if is_container(shape) => Self::Json,
            shape if has_container(shape, 0) => Self::JsonOrText,
            _ => Self::Text,
        }
    }

    /// The way in which a value of a map of this shape is read.
    pub(super) fn of_map_value(shape: &'static Shape) -> Self {
        if is_container(shape) {
            Self::JsonOrText
        } else if has_container(shape, 0) {
            Self::ListOrObject
        } else {
            Self::Text
        }
    }
}

/// A list, a map or a model.
fn is_container(shape: &Shape) -> bool {
    match shape {
        Shape::List(_)
        | Shape::Array(..)
        | Shape::Set(_)
        | Shape::Map(..)
        | Shape::Tuple(_)
        | Shape::Model(_) => true,
        Shape::Checked(checked) => is_container(checked.shape),
        _ => false,
    }
}

/// Several types, one of them a container. A type of another crate may be one, too.
fn has_container(shape: &'static Shape, depth: usize) -> bool {
    let is_one = |arm: &'static Shape| is_container(arm) || has_container(arm, depth + 1);
    match shape {
        _ if depth == DEEPEST => false,
        Shape::Optional(inner) => is_one(inner),
        Shape::Checked(checked) => has_container(checked.shape, depth),
        Shape::Union(union) => union.arms.iter().any(|arm| is_one(arm())),
        Shape::Tagged(_) => true,
        Shape::Foreign(scalar) => !scalar.is_a_text(),
        _ => false,
    }
}

/// Unions within unions are looked into so far.
const DEEPEST: usize = 8;

/// The meaning of a key of a nested name.
#[derive(Clone, Copy)]
pub(super) enum Part {
    Field(&'static Shape),
    /// The thing that a path to a field leads into.
    Within(&'static Shape),
    /// A value of a map.
    Value(&'static Shape),
}

impl Part {
    pub(super) fn shape(self) -> &'static Shape {
        match self {
            Self::Field(shape) | Self::Within(shape) | Self::Value(shape) => shape,
        }
    }

    pub(super) fn reading(self) -> Reading {
        match self {
            Self::Field(shape) => Reading::of_field(shape),
            Self::Within(shape) => match Reading::of_field(shape) {
                Reading::Text => Reading::JsonOrText,
                reading => reading,
            },
            Self::Value(shape) => Reading::of_map_value(shape),
        }
    }
}

/// The meaning of this key in a value of the shape.
pub(super) fn part_of(
    shape: &'static Shape,
    key: &str,
    is_same: &dyn Fn(&str, &str) -> bool,
) -> Option<Part> {
    part(shape, key, is_same, 0)
}

fn part(
    shape: &'static Shape,
    key: &str,
    is_same: &dyn Fn(&str, &str) -> bool,
    depth: usize,
) -> Option<Part> {
    let within = |shape| part(shape, key, is_same, depth + 1);
    let in_model = |model: &'static ModelShape| {
        let mut fields = model.fields.iter();
        let field = fields.find(|field| names_of(field).any(|name| is_same(name, key)));
        field.map(|field| {
            let shape = (field.shape)();
            let mut paths = field.choices.iter().filter(|choice| choice.is_path());
            if paths.any(|path| is_same(path.name, key)) {
                Part::Within(shape)
            } else {
                Part::Field(shape)
            }
        })
    };
    match shape {
        _ if depth == DEEPEST => None,
        Shape::Map(_, inner) => Some(Part::Value(inner)),
        Shape::Model(model) => in_model(model),
        Shape::Optional(inner) => within(inner),
        Shape::Checked(checked) => within(checked.shape),
        Shape::Union(union) => union.arms.iter().find_map(|arm| within(arm())),
        Shape::Tagged(tagged) => tagged.arms.iter().find_map(|arm| in_model(arm())),
        _ => None,
    }
}

/// Every name of a field, its own among them.
pub(super) fn names_of(field: &'static FieldShape) -> impl Iterator<Item = &'static str> {
    field.rust_name.into_iter().chain(field.keys())
}
