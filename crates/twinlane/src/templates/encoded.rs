//! An expression within `context!`, as the template sees it: by [`DataType`] where its type is one, by [`Serialize`] otherwise.
//!
//! The macro calls `encode` on references to references to a [`ContextValue`]. Rust looks for the method of the outer reference first.

use minijinja::value::Serde;
use minijinja::{Error, ErrorKind, Value};
use serde::Serialize;
use twinlane_model::{Data, DataType, Selection};

/// An expression of the macro.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "made by the macro")]
pub struct ContextValue<'a, T: ?Sized>(pub &'a T);

/// It is a value of a template already.
pub trait EncodeOther {
    /// The value.
    fn encode(&self) -> Value;
}

impl EncodeOther for &&&ContextValue<'_, Value> {
    fn encode(&self) -> Value {
        self.0.clone()
    }
}

/// It is a data type.
pub trait EncodeContextData {
    /// The value.
    fn encode(&self) -> Value;
}

impl<T: DataType> EncodeContextData for &&ContextValue<'_, T> {
    fn encode(&self) -> Value {
        data_value(self.0)
    }
}

/// It refers to a data type.
pub trait EncodeContextReferred {
    /// The value.
    fn encode(&self) -> Value;
}

impl<T: DataType> EncodeContextReferred for &ContextValue<'_, &T> {
    fn encode(&self) -> Value {
        data_value(*self.0)
    }
}

impl<T: DataType> EncodeContextReferred for &ContextValue<'_, Option<&T>> {
    fn encode(&self) -> Value {
        self.0.map_or(Value::from(()), |value| data_value(value))
    }
}

/// It is of another crate.
pub trait EncodeContextSerialize {
    /// The value.
    fn encode(&self) -> Value;
}

impl<T: Serialize + ?Sized> EncodeContextSerialize for ContextValue<'_, T> {
    fn encode(&self) -> Value {
        to_value(self.0)
    }
}

/// The value with the fields of models by their names in Rust, as a template of Jinja has the attributes of a Python object.
fn data_value<T: DataType>(value: &T) -> Value {
    if !Selection::may_change(T::SHAPE) {
        return to_value(Data(value));
    }
    let json = Selection::new().by_rust_names().to_json(value);
    let value = json.and_then(|json| serde_json::from_str::<serde_json::Value>(&json));
    value.map_or_else(
        |error| Value::from(Error::new(ErrorKind::BadSerialization, error.to_string())),
        to_value,
    )
}

/// A value that cannot be written is an error of the template that uses it.
fn to_value(value: impl Serialize) -> Value {
    Value::from(Serde(value))
}
