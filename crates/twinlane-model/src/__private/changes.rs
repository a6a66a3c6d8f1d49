//! New values for fields of a foreign type, and for fields of a flattened model.

use std::any::Any;

use serde::de::MapAccess;

use super::foreign::{Foreign, Via, Written};
use super::not_null::NotNull;
use crate::change::{Change, FieldChange, NamedChange};
use crate::{Data, DataType, Model};

/// A new value for a field of a flattened model, and where that model is.
struct ChangeOfPart<T, P> {
    change: Box<dyn Change<P>>,
    part: fn(&mut T) -> &mut P,
}

impl<T, P> Change<T> for ChangeOfPart<T, P> {
    fn exchange(&mut self, model: &mut T) {
        self.change.exchange((self.part)(model));
    }

    fn value(&self) -> &dyn Any {
        self.change.value()
    }

    fn written(&self) -> serde_json::Value {
        self.change.written()
    }
}

/// Reads a new value for a field of a foreign type.
pub fn change_via<'de, T: 'static, F: Foreign, A: MapAccess<'de>>(
    map: &mut A,
    field: fn(&mut T) -> &mut F::Value,
) -> Result<Box<dyn Change<T>>, A::Error> {
    let Data(Via(value)) = map.next_value::<Data<Via<F>>>()?;
    Ok(Box::new(FieldChange {
        value,
        field,
        written: |value| serde_json::to_value(Written::<F>::new(value)),
    }))
}

/// Reads a new value for a field that may be left out, and is not `null`.
pub fn change_not_null<'de, T: 'static, O: DataType, A: MapAccess<'de>>(
    map: &mut A,
    field: fn(&mut T) -> &mut O,
) -> Result<Box<dyn Change<T>>, A::Error> {
    let Data(NotNull(value)) = map.next_value::<Data<NotNull<O>>>()?;
    Ok(Box::new(FieldChange {
        value,
        field,
        written: |value| serde_json::to_value(Data(value)),
    }))
}

/// True if the model has a field of this name on the wire.
pub fn has_field<P: Model>(name: &str) -> bool {
    P::MODEL.fields.iter().any(|field| field.name == name)
}

/// Reads a new value for a field of a flattened model.
pub fn change_of_part<'de, T: 'static, P: Model, A: MapAccess<'de>>(
    name: &str,
    map: &mut A,
    part: fn(&mut T) -> &mut P,
) -> Result<NamedChange<T>, A::Error> {
    let (name, change) = P::read_change(name, map)?;
    Ok((name, Box::new(ChangeOfPart { change, part })))
}
