//! An expression within `context!`, as the template sees it: by [`DataType`] where its type is one, by [`Serialize`] otherwise.
//!
//! The macro calls `encode` on references to references to a [`ContextValue`]. Rust looks for the method of the outer reference first.

use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;
use twinlane_model::{Data, DataType};

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
        to_value(Data(self.0))
    }
}

/// It refers to a data type.
pub trait EncodeContextReferred {
    /// The value.
    fn encode(&self) -> Value;
}

impl<T: DataType> EncodeContextReferred for &ContextValue<'_, &T> {
    fn encode(&self) -> Value {
        to_value(Data(*self.0))
    }
}

impl<T: DataType> EncodeContextReferred for &ContextValue<'_, Option<&T>> {
    fn encode(&self) -> Value {
        self.0
            .map_or(Value::from(()), |value| to_value(Data(value)))
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

/// A value that cannot be written is an error of the template that uses it.
fn to_value(value: impl Serialize) -> Value {
    Value::from(Serde(value))
}
