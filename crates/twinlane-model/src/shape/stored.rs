//! Values that their own JSON does not give back.

use super::{Extra, FieldShape, ModelShape, Shape};

/// The reason why a value of the shape cannot be read from the JSON that is written of it, with the field that it is for.
pub(crate) fn lost_in_json(shape: &'static Shape) -> Option<String> {
    let mut walk = Walk::default();
    let reason = walk.shape(shape).err()?;
    Some(match walk.path.join(".") {
        path if path.is_empty() => reason,
        path => format!("{path}: {reason}"),
    })
}

#[derive(Default)]
struct Walk {
    /// The fields that lead to the shape; after an error those that lead to its place.
    path: Vec<&'static str>,
    /// The models and unions that were looked at, by their addresses: one that contains itself is looked at once.
    seen: Vec<usize>,
}

impl Walk {
    fn shape(&mut self, shape: &'static Shape) -> Result<(), String> {
        match shape {
            Shape::Secret(_) => {
                Err("a secret is not shown in JSON: give it a column of its own".to_owned())
            }
            Shape::Json(_) => {
                Err("a `JsonText` is written as its value, and read from a text".to_owned())
            }
            Shape::Optional(inner)
            | Shape::List(inner)
            | Shape::Array(inner, _)
            | Shape::Set(inner) => self.shape(inner),
            Shape::Map(key, inner) => self.shape(key).and_then(|()| self.shape(inner)),
            Shape::Tuple(shapes) => shapes.iter().try_for_each(|shape| self.shape(shape)),
            Shape::Checked(checked) => self.shape(checked.shape),
            Shape::Model(model) => self.model(model),
            Shape::Union(union) if self.is_new(*union) => {
                union.arms.iter().try_for_each(|arm| self.shape(arm()))
            }
            Shape::Tagged(tagged) => tagged.arms.iter().try_for_each(|arm| self.model(arm())),
            Shape::Union(_)
            | Shape::Any
            | Shape::Null
            | Shape::Bool
            | Shape::Int(_)
            | Shape::Float
            | Shape::Float32
            | Shape::Str
            | Shape::Scalar(_)
            | Shape::Foreign(_)
            | Shape::Enum(_) => Ok(()),
        }
    }

    fn model(&mut self, model: &'static ModelShape) -> Result<(), String> {
        if !self.is_new(model) {
            return Ok(());
        }
        for field in model.fields {
            self.path.push(field.rust_name.unwrap_or(field.name));
            field.is_read_as_written()?;
            self.shape((field.shape)())?;
            self.path.pop();
        }
        if let Extra::Allow(shape) = model.extra {
            self.shape(shape())?;
        }
        match (model.computed.first(), model.extra) {
            (Some(computed), Extra::Forbid | Extra::Allow(_)) => {
                self.path.push(computed.name);
                Err("what is computed is written, and read as an extra key".to_owned())
            }
            _ => Ok(()),
        }
    }

    fn is_new<T>(&mut self, table: &'static T) -> bool {
        let address = std::ptr::from_ref(table).addr();
        let is_new = !self.seen.contains(&address);
        if is_new {
            self.seen.push(address);
        }
        is_new
    }
}

impl FieldShape {
    fn is_read_as_written(&self) -> Result<(), String> {
        let name = self.written_name();
        match (self.is_read(), self.is_written()) {
            (true, false) => Err("the field is read and never written".to_owned()),
            (false, true) => Err("the field is written and never read".to_owned()),
            (true, true) if !self.reads_name(name) => Err(format!(
                "the field is written as `{name}`, and read by another name"
            )),
            _ => Ok(()),
        }
    }

    /// True if the value of this key is read as the field.
    fn reads_name(&self, name: &str) -> bool {
        match self.choices {
            [] => self.reads_key(name),
            choices => choices
                .iter()
                .any(|choice| choice.path.is_none() && choice.name == name),
        }
    }
}
