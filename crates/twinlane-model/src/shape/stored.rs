//! Values that their own JSON does not give back.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use super::{Extra, FieldShape, ModelShape, Seen, Shape};

/// The reason why a value of the shape cannot be read from the JSON that is written of it, with the field that it is for.
///
/// It is looked for once a type.
pub(crate) fn lost_in_json(shape: &'static Shape) -> Option<String> {
    static KNOWN: RwLock<BTreeMap<usize, Option<String>>> = RwLock::new(BTreeMap::new());
    let address = std::ptr::from_ref(shape).addr();
    let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(reason) = known.get(&address) {
        return reason.clone();
    }
    drop(known);
    let reason = reason(shape);
    let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    known.insert(address, reason.clone());
    reason
}

fn reason(shape: &'static Shape) -> Option<String> {
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
    seen: Seen,
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
            Shape::Model(model) => self.model(model),
            Shape::Tagged(tagged) => tagged.arms.iter().try_for_each(|arm| self.model(arm())),
            Shape::Union(union) if !self.seen.is_new(*union) => Ok(()),
            _ => shape.parts().try_for_each(|part| self.shape(part)),
        }
    }

    fn model(&mut self, model: &'static ModelShape) -> Result<(), String> {
        if !self.seen.is_new(model) {
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
