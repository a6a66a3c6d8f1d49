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
    fn __encode(&self) -> Value;
}

impl EncodeOther for &&&ContextValue<'_, Value> {
    fn __encode(&self) -> Value {
        self.0.clone()
    }
}

/// It is a data type.
pub trait EncodeContextData {
    /// The value.
    fn __encode(&self) -> Value;
}

impl<T: DataType> EncodeContextData for &&ContextValue<'_, T> {
    fn __encode(&self) -> Value {
        data_value(self.0)
    }
}

/// It refers to a data type.
pub trait EncodeContextReferred {
    /// The value.
    fn __encode(&self) -> Value;
}

impl<T: DataType> EncodeContextReferred for &ContextValue<'_, &T> {
    fn __encode(&self) -> Value {
        data_value(*self.0)
    }
}

impl<T: DataType> EncodeContextReferred for &ContextValue<'_, Option<&T>> {
    fn __encode(&self) -> Value {
        self.0.map_or(Value::from(()), |value| data_value(value))
    }
}

/// It is of another crate.
pub trait EncodeContextSerialize {
    /// The value.
    fn __encode(&self) -> Value;
}

impl<T: Serialize + ?Sized> EncodeContextSerialize for ContextValue<'_, T> {
    fn __encode(&self) -> Value {
        to_value(self.0)
    }
}

/// The value with the fields of models by their names in Rust, as a template of Jinja has the attributes of a Python object.
fn data_value<T: DataType>(value: &T) -> Value {
    if !Selection::may_change(T::SHAPE) && !T::SHAPE.has_long_integers() {
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

#[cfg(test)]
mod tests {
    use serde::{Deserializer, Serializer};
    use serde_json::value::RawValue;
    use twinlane_model::{IntWidth, Shape};

    use super::*;

    /// As `num_bigint::BigInt` is.
    struct Digits(&'static str);

    impl DataType for Digits {
        const SHAPE: &'static Shape = &Shape::Int(IntWidth::UNBOUNDED);

        fn read_from<'de, D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
            Err(serde::de::Error::custom("it is written alone"))
        }

        fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let digits = RawValue::from_string(self.0.to_owned());
            digits
                .map_err(serde::ser::Error::custom)?
                .serialize(serializer)
        }
    }

    #[test]
    fn a_whole_number_of_any_size_is_a_number() {
        let large = Digits("340282366920938463463374607431768211455");
        let value = data_value(&large);
        assert!(value.is_integer(), "{value}");
        assert_eq!(value.to_string(), large.0);
        let list = data_value(&vec![Some(Digits("-7")), None]);
        assert_eq!(list.to_string(), "[-7, None]");
        // No page shows another number in its place.
        let larger = data_value(&Digits("340282366920938463463374607431768211456"));
        let error = larger.to_string();
        assert!(error.contains("has more than 128 bits"), "{error}");
    }
}
