//! Whole and floating-point numbers of JSON values, as Pydantic's lax mode takes them.

use super::numeric::{Digits, whole};
use super::rules::Rule;
use crate::coerced::Coerced;
use crate::{
    JsonValue, Measure,
    error::Kind,
    shape::{IntWidth, Rules},
    spelling::number as spelling,
};

/// A whole number: an `Int` or a `BigInt`.
pub(super) fn to_whole(value: &JsonValue) -> Result<JsonValue, Kind> {
    match value {
        JsonValue::Int(_) | JsonValue::BigInt(_) => Ok(value.clone()),
        JsonValue::Bool(value) => Ok(JsonValue::Int(i128::from(*value))),
        JsonValue::Float(number) => float_to_whole(*number),
        JsonValue::Str(text) => spelling::whole_number(text),
        JsonValue::Null | JsonValue::List(_) | JsonValue::Object(_) => Err(Kind::IntType),
    }
}

/// A floating-point number.
pub(super) fn to_float(value: &JsonValue) -> Result<f64, Kind> {
    match value {
        JsonValue::Float(number) => Ok(*number),
        #[expect(
            clippy::cast_precision_loss,
            reason = "the nearest float, as in Python"
        )]
        JsonValue::Int(number) => Ok(*number as f64),
        JsonValue::BigInt(digits) => match digits.parse() {
            Ok(number) if f64::is_finite(number) => Ok(number),
            _ => Err(Kind::FloatType),
        },
        JsonValue::Bool(value) => Ok(f64::from(u8::from(*value))),
        JsonValue::Str(text) => spelling::number(text),
        JsonValue::Null | JsonValue::List(_) | JsonValue::Object(_) => Err(Kind::FloatType),
    }
}

/// A truth value.
pub(super) fn to_bool(value: &JsonValue) -> Result<bool, Kind> {
    match value {
        JsonValue::Bool(value) => Ok(*value),
        JsonValue::Int(number) => whole_to_bool(*number),
        JsonValue::Float(number) => whole(*number).ok_or(Kind::BoolType).and_then(whole_to_bool),
        JsonValue::Str(text) => spelling::truth(text),
        JsonValue::Null | JsonValue::BigInt(_) | JsonValue::List(_) | JsonValue::Object(_) => {
            Err(Kind::BoolType)
        }
    }
}

/// The rule that an `Int` or `BigInt` breaks.
pub(super) fn broken_by_whole(rules: &Rules, number: &JsonValue) -> Option<Rule> {
    match number {
        JsonValue::Int(number) => rules.broken(&Measure::Int(*number)),
        JsonValue::BigInt(digits) => rules.broken_by(&Digits(digits)),
        _ => None,
    }
}

/// An `Int` or `BigInt` in a width; else the bound of the width that it breaks.
pub(super) fn fit(
    width: IntWidth,
    number: &JsonValue,
) -> Result<Coerced<'static>, (Kind, &'static str, JsonValue)> {
    if width.bits == 0 {
        return Ok(any_width(number));
    }
    let (least, most) = bounds(width);
    let negative = match number {
        JsonValue::Int(number) if *number < least => true,
        JsonValue::Int(number) if u128::try_from(*number).is_ok_and(|number| number > most) => {
            false
        }
        JsonValue::Int(number) => return Ok(Coerced::Int(*number)),
        JsonValue::BigInt(digits) => match digits.parse::<u128>() {
            Ok(number) if number <= most => return Ok(Coerced::Uint(number)),
            _ => Digits(digits).is_negative(),
        },
        _ => false,
    };
    Err(if negative {
        (Kind::GreaterThanEqual, "ge", JsonValue::Int(least))
    } else {
        (Kind::LessThanEqual, "le", from_u128(most))
    })
}

/// A number that 128 bits do not hold is a text of digits to the types that can.
fn any_width(number: &JsonValue) -> Coerced<'static> {
    match number {
        JsonValue::Int(number) => Coerced::Int(*number),
        JsonValue::BigInt(digits) => Coerced::text(digits.to_string()),
        _ => Coerced::Null,
    }
}

fn float_to_whole(number: f64) -> Result<JsonValue, Kind> {
    if !number.is_finite() {
        Err(Kind::FiniteNumber)
    } else if number.fract() != 0.0 {
        Err(Kind::IntFromFloat)
    } else {
        whole(number)
            .map(JsonValue::Int)
            .ok_or(Kind::IntParsingSize)
    }
}

fn whole_to_bool(number: i128) -> Result<bool, Kind> {
    match number {
        0 => Ok(false),
        1 => Ok(true),
        _ if i64::try_from(number).is_ok() => Err(Kind::BoolParsing),
        _ => Err(Kind::BoolType),
    }
}

fn bounds(width: IntWidth) -> (i128, u128) {
    let unused = 128 - u32::from(width.bits);
    if width.signed {
        (i128::MIN >> unused, i128::MAX.unsigned_abs() >> unused)
    } else {
        (0, u128::MAX >> unused)
    }
}

fn from_u128(number: u128) -> JsonValue {
    i128::try_from(number).map_or_else(
        |_| JsonValue::BigInt(number.to_string().into()),
        JsonValue::Int,
    )
}
