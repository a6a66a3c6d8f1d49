//! An expression within `json!`, as the value that it becomes: by [`DataType`] where its type is one, by [`Serialize`] otherwise.
//!
//! The macro calls `__encode` on a reference to a reference to an [`Encoded`]. Rust looks for the method of the outer reference first.

use serde::Serialize;
use serde_json::Value;

use crate::{Data, DataType};

/// An expression of the macro.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "made by the macro")]
pub struct Encoded<'a, T: ?Sized>(pub &'a T);

/// It is a data type.
pub trait EncodeData {
    /// The value.
    fn __encode(&self) -> Value;
}

impl<T: DataType> EncodeData for &&Encoded<'_, T> {
    fn __encode(&self) -> Value {
        to_value(&Data(self.0))
    }
}

/// It refers to a data type.
pub trait EncodeReferred {
    /// The value.
    fn __encode(&self) -> Value;
}

impl<T: DataType> EncodeReferred for &Encoded<'_, &T> {
    fn __encode(&self) -> Value {
        to_value(&Data(*self.0))
    }
}

impl<T: DataType> EncodeReferred for &Encoded<'_, Option<&T>> {
    fn __encode(&self) -> Value {
        self.0.map_or(Value::Null, |value| to_value(&Data(value)))
    }
}

/// It is of another crate.
pub trait EncodeSerialize {
    /// The value.
    fn __encode(&self) -> Value;
}

impl<T: Serialize + ?Sized> EncodeSerialize for Encoded<'_, T> {
    fn __encode(&self) -> Value {
        to_value(self.0)
    }
}

pub(super) fn to_value<T: Serialize + ?Sized>(value: &T) -> Value {
    serde_json::to_value(value).expect("the value can be written as JSON")
}
