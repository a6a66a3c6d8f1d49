//! Values that are not shown.

use indexmap::IndexMap;

use crate::error::{Room, TooLarge, bounded, instead};
use crate::shape::{Extra, FieldShape, ModelShape, Seen, Shape};
use crate::{JsonValue, Step};

/// The text shown in place of a secret.
pub(crate) const STARS: &str = "**********";

/// The depth to which a value is followed to its secrets. A value that may have some further down is not shown.
const DEEPEST: usize = 32;

/// The value of this shape as an error shows it, in at most so many bytes: with stars for its secrets.
pub(crate) fn masked(shape: &'static Shape, value: &JsonValue, most: usize) -> JsonValue {
    if !may_be_secret(shape) {
        return bounded(value, most);
    }
    match copy(shape, value, &mut Room::new(most), 0) {
        Ok(copy) => copy,
        // Its beginning would be shown.
        Err(TooLarge) if !is_container(value) => JsonValue::from(STARS),
        Err(TooLarge) => instead(value, most),
    }
}

/// A copy without the secrets. A value that does not have its shape is not shown if the shape may have a secret. Nor is a tuple, whose items
/// may have changed places.
fn copy(
    shape: &'static Shape,
    value: &JsonValue,
    room: &mut Room,
    depth: usize,
) -> Result<JsonValue, TooLarge> {
    if !may_be_secret(shape) {
        return room.copy(value);
    }
    match (shape, value) {
        (Shape::Optional(inner), _) => copy(inner, value, room, depth),
        (Shape::Checked(checked), _) => copy(checked.shape, value, room, depth),
        (
            Shape::List(inner) | Shape::Array(inner, _) | Shape::Set(inner),
            JsonValue::List(items),
        ) if depth < DEEPEST => {
            room.take_container(items.len(), 1)?;
            let items = items.iter().map(|item| copy(inner, item, room, depth + 1));
            items.collect::<Result<_, _>>().map(JsonValue::List)
        }
        (
            Shape::Map(..) | Shape::Model(_) | Shape::Tagged(_) | Shape::Union(_),
            JsonValue::Object(given),
        ) if depth < DEEPEST => {
            room.take_container(given.len(), 4)?;
            let mut fields = IndexMap::with_capacity(given.len());
            for (key, inner) in given.iter() {
                room.take_key(key)?;
                let inner = match inner_shape(shape, key) {
                    Inner::Shape(shape) => copy(shape, inner, room, depth + 1)?,
                    Inner::Hidden => room.copy(&JsonValue::from(STARS))?,
                };
                fields.insert(key.clone(), inner);
            }
            Ok(JsonValue::from(fields))
        }
        _ => room.copy(&JsonValue::from(STARS)),
    }
}

/// The value of a key.
enum Inner {
    Shape(&'static Shape),
    Hidden,
}

fn inner_shape(shape: &'static Shape, key: &str) -> Inner {
    match shape {
        Shape::Map(_, inner) => Inner::Shape(inner),
        Shape::Model(model) => match model.field(key) {
            Some(field) if field.sensitive => Inner::Hidden,
            // Other fields may read the same value, or a part of it.
            Some(field) if !field.choices.is_empty() => {
                if model.is_secret_at(key) {
                    Inner::Hidden
                } else {
                    Inner::Shape(&Shape::Any)
                }
            }
            Some(field) => Inner::Shape((field.shape)()),
            None => match model.extra {
                Extra::Allow(shape) => Inner::Shape(shape()),
                // The key may be a secret whose name was misspelled.
                Extra::Forbid | Extra::Ignore => Inner::Hidden,
            },
        },
        // The arm that was meant is not known.
        _ if is_secret_at(shape, Some(&Step::from(key.to_owned()))) => Inner::Hidden,
        _ => Inner::Shape(&Shape::Any),
    }
}

/// True if a value of this shape may have a secret at this step.
pub(super) fn is_secret_at(shape: &'static Shape, step: Option<&Step>) -> bool {
    match (shape, step) {
        (Shape::Optional(inner), _) => is_secret_at(inner, step),
        (Shape::Checked(checked), _) => is_secret_at(checked.shape, step),
        (Shape::Secret(_), _) => true,
        (Shape::Model(model), Some(Step::Key(key))) => model.is_secret_at(key),
        (Shape::Tagged(tagged), Some(Step::Key(key))) => {
            tagged.arms.iter().any(|arm| arm().is_secret_at(key))
        }
        (Shape::Union(union), _) => union.arms.iter().any(|arm| is_secret_at(arm(), step)),
        (Shape::Map(_, inner), Some(Step::Key(_))) => may_be_secret(inner),
        (Shape::Tuple(shapes), Some(Step::Index(_))) => {
            shapes.iter().any(|shape| may_be_secret(shape))
        }
        (Shape::List(inner) | Shape::Array(inner, _) | Shape::Set(inner), Some(Step::Index(_))) => {
            may_be_secret(inner)
        }
        _ => false,
    }
}

impl ModelShape {
    /// The first field that is given by this name, or within the value of this name.
    fn field(&self, key: &str) -> Option<&FieldShape> {
        self.fields.iter().find(|field| field.reads_key(key))
    }

    /// True if a secret may be in the value of this key.
    pub(crate) fn is_secret_at(&'static self, key: &str) -> bool {
        match (self.field(key), self.extra) {
            (Some(_), _) => {
                let mut fields = self.fields.iter().filter(|field| field.reads_key(key));
                fields.any(FieldShape::may_be_secret)
            }
            (None, Extra::Allow(shape)) => may_be_secret(shape()),
            (None, _) => has_secrets(self, &mut Seen::default()),
        }
    }
}

impl FieldShape {
    /// True if a secret may be in it.
    pub(crate) fn may_be_secret(&self) -> bool {
        self.sensitive || may_be_secret((self.shape)())
    }
}

/// True if a secret may be in a value of the shape.
pub(crate) fn may_be_secret(shape: &'static Shape) -> bool {
    is_secret(shape, &mut Seen::default())
}

fn is_secret(shape: &'static Shape, seen: &mut Seen) -> bool {
    match shape {
        Shape::Secret(_) => true,
        Shape::Model(model) => has_secrets(model, seen),
        Shape::Tagged(tagged) => tagged.arms.iter().any(|arm| has_secrets(arm(), seen)),
        Shape::Union(union) if !seen.is_new(*union) => false,
        _ => shape.parts().any(|part| is_secret(part, seen)),
    }
}

fn has_secrets(model: &'static ModelShape, seen: &mut Seen) -> bool {
    if !seen.is_new(model) {
        return false;
    }
    let mut fields = model.fields.iter();
    let of_extra = match model.extra {
        Extra::Allow(shape) => Some(shape()),
        Extra::Forbid | Extra::Ignore => None,
    };
    fields.any(|field| field.sensitive || is_secret((field.shape)(), seen))
        || of_extra.is_some_and(|shape| is_secret(shape, seen))
}

fn is_container(value: &JsonValue) -> bool {
    matches!(value, JsonValue::List(_) | JsonValue::Object(_))
}
