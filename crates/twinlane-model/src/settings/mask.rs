//! The part of a value that an error shows: nothing that may be a secret.

use crate::error::Kind;
use crate::shape::{FieldShape, ModelShape, Shape, chooses};
use crate::validation::{STARS, may_be_secret};
use crate::{ErrorDetail, JsonValue, Step};

/// Hides what may be a secret in an error of settings.
///
/// A key that is no field may be a secret whose name was misspelled, and Pydantic shows everything that was given beside what is missing.
pub(super) fn hide(model: &'static ModelShape, detail: &mut ErrorDetail) {
    if detail.kind == Kind::Missing.name() || detail.loc.is_empty() {
        detail.input = JsonValue::from(super::nested::Object::new());
    } else if detail.kind == Kind::ExtraForbidden.name() || shows_secret(model, &detail.loc) {
        detail.input = JsonValue::from(STARS);
    }
}

/// True if the value at this location holds a secret, as far as the location can be followed.
fn shows_secret(model: &'static ModelShape, loc: &[Step]) -> bool {
    let Some((Step::Key(first), inner)) = loc.split_first() else {
        return true;
    };
    let Some(field) = field_of(model, first) else {
        return true;
    };
    if !field.may_be_secret() {
        return false;
    }
    if field.sensitive {
        return true;
    }
    match followed((field.shape)(), inner) {
        Some(shape) => may_be_secret(shape),
        None => true,
    }
}

/// The shape at a location; `None` if it goes through a secret, or the arms of a union.
fn followed(shape: &'static Shape, loc: &[Step]) -> Option<&'static Shape> {
    let Some((step, inner)) = loc.split_first() else {
        return Some(shape);
    };
    match (shape.bare(), step) {
        (Shape::Model(model), Step::Key(key)) => {
            let is_open = |field: &&FieldShape| {
                // If paths or shared names lead to the fields, other fields may be read from the same value.
                !(field.sensitive || chooses(model) && model.is_secret_at(key))
            };
            let field = field_of(model, key).filter(is_open)?;
            followed((field.shape)(), inner)
        }
        (Shape::Map(_, value), Step::Key(_)) => followed(value, inner),
        (Shape::List(item) | Shape::Array(item, _) | Shape::Set(item), Step::Index(_)) => {
            followed(item, inner)
        }
        (Shape::Tuple(shapes), Step::Index(place)) => followed(shapes.get(*place)?, inner),
        _ => None,
    }
}

fn field_of(model: &'static ModelShape, key: &str) -> Option<&'static FieldShape> {
    let mut fields = model.fields.iter();
    fields.find(|field| field.reads_key(key))
}
