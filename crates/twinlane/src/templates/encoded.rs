//! An expression within `context!`, as the template sees it: by [`DataType`] where its type is one, by [`Serialize`] otherwise.
//!
//! The macro calls `encode` on references to references to a [`ContextValue`]. Rust looks for the method of the outer reference first.

use minijinja::value::Serde;
use minijinja::{Error, ErrorKind, Value};
use serde::Serialize;
use twinlane_model::{Data, DataType, JsonValue, Selection, parse_python_json};

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
    json.map_or_else(|error| no_value(error.to_string()), |json| of_text(&json))
}

/// The value that JSON says, as Python's `json` reads it.
pub(super) fn of_text(json: &str) -> Value {
    let json = parse_python_json(json.as_bytes());
    json.map_or_else(|error| no_value(error.to_string()), of_json)
}

fn of_json(json: JsonValue) -> Value {
    match json {
        JsonValue::BigInt(digits) => digits.parse::<u128>().map_or_else(
            |_| no_value(format!("the integer {digits} has more than 128 bits")),
            Value::from,
        ),
        JsonValue::List(items) => items.into_iter().map(of_json).collect(),
        JsonValue::Object(fields) => {
            let fields = fields.into_iter();
            Value::from_pairs(fields.map(|(name, value)| (name, of_json(value))))
        }
        JsonValue::Int(number) => {
            i64::try_from(number).map_or_else(|_| Value::from(number), Value::from)
        }
        plain => to_value(plain),
    }
}

/// A value that cannot be written is an error of the template that uses it.
fn to_value(value: impl Serialize) -> Value {
    Value::from(Serde(value))
}

fn no_value(problem: String) -> Value {
    Value::from(Error::new(ErrorKind::BadSerialization, problem))
}
