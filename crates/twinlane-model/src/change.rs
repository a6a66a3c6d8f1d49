//! New values for the fields of a model: what a partial model is made of.

use std::any::Any;

use serde::de::MapAccess;

use crate::{Data, DataType};

/// A new value, with the name of its field on the wire.
#[doc(hidden)]
pub type NamedChange<T> = (&'static str, Box<dyn Change<T>>);

/// A new value for one field.
#[doc(hidden)]
pub trait Change<T>: Send {
    /// Sets the field.
    fn apply(self: Box<Self>, model: &mut T);

    /// The value.
    fn value(&self) -> &dyn Any;

    /// The value as JSON.
    fn written(&self) -> serde_json::Value;
}

/// A new value, and how it is set and written.
pub(crate) struct FieldChange<T, V> {
    pub(crate) value: V,
    pub(crate) set: fn(&mut T, V),
    pub(crate) written: fn(&V) -> serde_json::Result<serde_json::Value>,
}

impl<T, V: Send + 'static> Change<T> for FieldChange<T, V> {
    fn apply(self: Box<Self>, model: &mut T) {
        (self.set)(model, self.value);
    }

    fn value(&self) -> &dyn Any {
        &self.value
    }

    fn written(&self) -> serde_json::Value {
        (self.written)(&self.value).unwrap_or_default()
    }
}

/// Reads a new value for a field.
#[doc(hidden)]
pub fn change<'de, T: 'static, V: DataType, A: MapAccess<'de>>(
    map: &mut A,
    set: fn(&mut T, V),
) -> Result<Box<dyn Change<T>>, A::Error> {
    let Data(value) = map.next_value::<Data<V>>()?;
    Ok(Box::new(FieldChange {
        value,
        set,
        written: |value| serde_json::to_value(Data(value)),
    }))
}
