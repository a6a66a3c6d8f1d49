//! New values for the fields of a model: what a partial model is made of.

use std::any::Any;
use std::fmt;

use serde::de::MapAccess;

use crate::error::ErrorLimits;
use crate::validation::masked;
use crate::{Data, DataType, ErrorDetail, FieldError, JsonValue, Step};

/// A new value, with the name of its field on the wire.
#[doc(hidden)]
pub type NamedChange<T> = (&'static str, Box<dyn Change<T>>);

/// A new value for one field.
#[doc(hidden)]
pub trait Change<T>: Send + Sync {
    /// Swaps the value with the current value of the field.
    fn exchange(&mut self, model: &mut T);

    /// The value.
    fn value(&self) -> &dyn Any;

    /// The value as JSON.
    fn written(&self) -> serde_json::Value;
}

/// A new value, and how it is set and written.
pub(crate) struct FieldChange<T, V> {
    pub(crate) value: V,
    pub(crate) field: fn(&mut T) -> &mut V,
    pub(crate) written: fn(&V) -> serde_json::Result<serde_json::Value>,
}

impl<T, V: Send + Sync + 'static> Change<T> for FieldChange<T, V> {
    fn exchange(&mut self, model: &mut T) {
        std::mem::swap((self.field)(model), &mut self.value);
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
    field: fn(&mut T) -> &mut V,
) -> Result<Box<dyn Change<T>>, A::Error> {
    let Data(value) = map.next_value::<Data<V>>()?;
    Ok(Box::new(FieldChange {
        value,
        field,
        written: |value| serde_json::to_value(Data(value)),
    }))
}

/// The error of a model whose checks refuse it after some of its fields were changed.
///
/// A path operation that returns this error responds with 422, as for a body that the checks refuse.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeError {
    detail: Box<ErrorDetail>,
}

impl ChangeError {
    pub(crate) fn new<T: DataType>(changes: &T, error: FieldError) -> Self {
        let written = serde_json::to_value(Data(changes)).unwrap_or_default();
        let most = ErrorLimits::DEFAULT.max_input_size;
        let input = masked(T::SHAPE, &JsonValue::from(written), most);
        let loc = vec![Step::from("body".to_owned())];
        Self {
            detail: Box::new(error.into_detail(loc, input)),
        }
    }

    /// The entry for `detail` of a 422, located in the body. Its input is the changed values.
    pub fn detail(&self) -> &ErrorDetail {
        &self.detail
    }
}

impl fmt::Display for ChangeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.detail.msg)
    }
}

impl std::error::Error for ChangeError {}
