//! Values that are not shown.

use indexmap::IndexMap;

use super::refuse::Input;
use crate::JsonValue;
use crate::error::{Room, TooLarge, bounded, instead};
use crate::shape::{FieldShape, ModelShape, Shape};

/// What stands for a value that is not shown.
pub(crate) const STARS: &str = "**********";

impl Input<'_> {
    /// The value as an error shows it, in at most so many bytes.
    pub(super) fn shown(self, secret: bool, most: usize) -> JsonValue {
        match self {
            _ if secret => JsonValue::from(STARS),
            Self::Value(value) => bounded(value, most),
            Self::Model(shape, value) => {
                let copy = shape.masked(value, &mut Room::new(most));
                copy.unwrap_or_else(|TooLarge| instead(value, most))
            }
        }
    }
}

impl ModelShape {
    /// A copy of the object with stars for its secrets. Only its own fields are looked at, and those of models in them.
    fn masked(&self, value: &JsonValue, room: &mut Room) -> Result<JsonValue, TooLarge> {
        if !self.has_secrets(0) {
            return room.copy(value);
        }
        let JsonValue::Object(given) = value else {
            return room.copy(&JsonValue::from(STARS));
        };
        room.take_container(given.len(), 4)?;
        let mut copy = IndexMap::with_capacity(given.len());
        for (key, inner) in given.iter() {
            room.take_key(key)?;
            let inner = match self.field(key) {
                Some(field) => field.masked(inner, room)?,
                None => room.copy(inner)?,
            };
            copy.insert(key.clone(), inner);
        }
        Ok(JsonValue::from(copy))
    }

    /// The field that is given by this name.
    fn field(&self, key: &str) -> Option<&FieldShape> {
        let mut fields = self.fields.iter();
        fields.find(|field| field.name == key || field.other_names.contains(&key))
    }

    /// True if a secret is in it. Models that contain themselves are followed a few levels down, then taken to have one.
    fn has_secrets(&self, depth: usize) -> bool {
        depth < DEEPEST && self.fields.iter().any(|field| field.is_secret(depth))
    }
}

const DEEPEST: usize = 8;

#[cfg(feature = "settings")]
impl FieldShape {
    /// True if a secret may be in it.
    pub(crate) fn may_be_secret(&self) -> bool {
        self.is_secret(0)
    }
}

/// True if a secret may be in a value of the shape.
#[cfg(feature = "settings")]
pub(crate) fn may_be_secret(shape: &'static Shape) -> bool {
    is_secret(shape, 0)
}

impl FieldShape {
    fn is_secret(&self, depth: usize) -> bool {
        self.sensitive || is_secret((self.shape)(), depth)
    }

    fn masked(&self, value: &JsonValue, room: &mut Room) -> Result<JsonValue, TooLarge> {
        match (self.shape)() {
            Shape::Model(shape) if !self.sensitive => shape.masked(value, room),
            _ if self.is_secret(0) => room.copy(&JsonValue::from(STARS)),
            _ => room.copy(value),
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
