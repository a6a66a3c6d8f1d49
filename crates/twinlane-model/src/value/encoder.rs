//! FastAPI's rules for what has no type.

use serde_json::{Map, Number, Value};

use super::encoded::to_value;
use crate::shape::{MomentRule, Ruled, Scalar, Shape};
use crate::spelling::moment;
use crate::{Data, DataType};

/// Encodes a value as FastAPI's `jsonable_encoder` does. FastAPI encodes a response without a response model, such as a `dict`, in this way.
///
/// Outside of models the result differs from that of [`json!`](crate::json) and of a response type:
///
/// | | `jsonable_encoder` | `json!`, as Pydantic |
/// | --- | --- | --- |
/// | a duration | `300.0` | `"PT5M"` |
/// | a decimal number | `1.5`; `2` without decimal places | `"1.5"` |
/// | a moment or a time in UTC | `"2026-11-28T09:00:00+00:00"` | `"2026-11-28T09:00:00Z"` |
///
/// A model writes its fields as elsewhere. So does a union, because the value does not show of which of the union's types it is.
///
/// ```
/// use twinlane_model::{json, jsonable_encoder};
/// use twinlane_model::types::chrono::TimeDelta;
///
/// let wait = TimeDelta::minutes(5);
/// let value = json!({ "wait": jsonable_encoder(&wait), "written": wait });
/// assert_eq!(value.to_string(), r#"{"wait":300.0,"written":"PT5M"}"#);
/// ```
///
/// # Panics
///
/// If the value cannot be written, such as bytes that are not UTF-8. FastAPI responds with 500 then, too.
pub fn jsonable_encoder<T: DataType>(value: &T) -> Value {
    encode(T::shape(), to_value(&Data(value)))
}

fn encode(shape: &'static Shape, value: Value) -> Value {
    match (shape, value) {
        (Shape::Optional(inner), value) if !value.is_null() => encode(inner, value),
        (Shape::Checked(checked), value) => encode(checked.shape, value),
        (Shape::List(inner) | Shape::Set(inner) | Shape::Array(inner, _), Value::Array(items)) => {
            items.into_iter().map(|item| encode(inner, item)).collect()
        }
        (Shape::Tuple(shapes), Value::Array(items)) => {
            let items = shapes.iter().zip(items);
            items.map(|(shape, item)| encode(shape, item)).collect()
        }
        (Shape::Map(key, inner), Value::Object(entries)) => {
            let entries = entries.into_iter();
            let encoded =
                entries.map(|(name, value)| (encode_key(key, name), encode(inner, value)));
            Value::Object(encoded.collect::<Map<_, _>>())
        }
        (Shape::Scalar(scalar), Value::String(text)) => encode_text(scalar, text),
        (_, value) => value,
    }
}

fn encode_key(shape: &'static Shape, name: String) -> String {
    match encode(shape, Value::String(name)) {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

fn encode_text(scalar: &Scalar, text: String) -> Value {
    match scalar.ruled {
        Ruled::AsMoment(MomentRule::Duration { .. }) => seconds(text),
        Ruled::AsMoment(MomentRule::DateTime(_) | MomentRule::Time(_)) => {
            Value::String(match text.strip_suffix('Z') {
                Some(moment) => format!("{moment}+00:00"),
                None => text,
            })
        }
        _ if scalar.label == "decimal" => decimal(text),
        _ => Value::String(text),
    }
}

/// Python's `total_seconds`.
fn seconds(text: String) -> Value {
    let seconds = moment::duration(&text).map(|duration| moment::total_seconds(&duration));
    match seconds.ok().and_then(Number::from_f64) {
        Some(seconds) => Value::Number(seconds),
        None => Value::String(text),
    }
}

/// A whole number without decimal places, a floating-point number otherwise. `NaN` stays a text.
fn decimal(text: String) -> Value {
    let whole = || text.parse::<i64>().ok().map(Number::from);
    let float = || Number::from_f64(text.parse().ok()?);
    match whole().or_else(float) {
        Some(number) => Value::Number(number),
        None => Value::String(text),
    }
}
