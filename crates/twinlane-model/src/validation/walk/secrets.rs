//! Values that are not shown.

use std::borrow::Cow;

use super::Walk;
use crate::JsonValue;
use crate::shape::{FieldShape, ModelShape, Shape};

/// What stands for a value that is not shown.
pub(crate) const STARS: &str = "**********";

impl Walk<'_> {
    /// The value as an error shows it.
    pub(super) fn shown(&self, value: &JsonValue) -> JsonValue {
        if self.secret {
            JsonValue::from(STARS)
        } else {
            value.clone()
        }
    }
}

impl ModelShape {
    /// The object with stars for its secrets. Only its own fields are looked at, and those of models in them.
    pub(super) fn masked<'v>(&self, value: &'v JsonValue) -> Cow<'v, JsonValue> {
        if !self.has_secrets(0) {
            return Cow::Borrowed(value);
        }
        match value {
            JsonValue::Object(given) => {
                let mut given = given.clone();
                for field in self.fields {
                    for name in std::iter::once(&field.name).chain(field.other_names) {
                        if let Some(inner) = given.get_mut(*name) {
                            *inner = field.masked(inner);
                        }
                    }
                }
                Cow::Owned(JsonValue::Object(given))
            }
            _ => Cow::Owned(JsonValue::from(STARS)),
        }
    }

    /// Whether a secret is in it. Models that contain themselves are followed a few levels down, then taken to have one.
    fn has_secrets(&self, depth: usize) -> bool {
        depth < DEEPEST && self.fields.iter().any(|field| field.is_secret(depth))
    }
}

const DEEPEST: usize = 8;

impl FieldShape {
    fn is_secret(&self, depth: usize) -> bool {
        self.sensitive || is_secret((self.shape)(), depth)
    }

    fn masked(&self, value: &JsonValue) -> JsonValue {
        match (self.shape)() {
            Shape::Model(shape) if !self.sensitive => shape.masked(value).into_owned(),
            _ if self.is_secret(0) => JsonValue::from(STARS),
            _ => value.clone(),
        }
    }
}

fn is_secret(shape: &'static Shape, depth: usize) -> bool {
    match shape {
        Shape::Secret(_) => true,
        Shape::Optional(inner)
        | Shape::List(inner)
        | Shape::Array(inner, _)
        | Shape::Set(inner)
        | Shape::Map(_, inner)
        | Shape::Json(inner) => is_secret(inner, depth),
        Shape::Tuple(shapes) => shapes.iter().any(|shape| is_secret(shape, depth)),
        Shape::Checked(checked) => is_secret(checked.shape, depth),
        Shape::Model(model) => model.has_secrets(depth + 1),
        Shape::Union(union) => {
            depth < DEEPEST && union.arms.iter().any(|arm| is_secret(arm(), depth + 1))
        }
        Shape::Tagged(tagged) => tagged.arms.iter().any(|arm| arm().has_secrets(depth + 1)),
        Shape::Any
        | Shape::Null
        | Shape::Bool
        | Shape::Int(_)
        | Shape::Float
        | Shape::Float32
        | Shape::Str
        | Shape::Scalar(_)
        | Shape::Foreign(_)
        | Shape::Enum(_) => false,
    }
}
