//! Decimal numbers.

use rust_decimal::Decimal;
use serde::{Deserializer, Serializer};
use serde_json::{Map, Value, json};

use super::read_text_as;
use crate::coerced::Coerced;
use crate::error::Kind;
use crate::json::python_float;
use crate::measure::{Exact, Measure};
use crate::refusal::{Refusal, Scanned};
use crate::schema::Mode;
use crate::shape::{Ruled, Scalar};
use crate::spelling::decimal;
use crate::{DataType, JsonValue, Shape};

const DECIMAL: Scalar = Scalar {
    label: "decimal",
    read,
    last: |measure| match measure {
        Measure::Decimal(Exact(number)) if held(number).is_none() => {
            let most = vec![("max_digits", JsonValue::Int(28))];
            Err(Refusal::new(Kind::DecimalMaxDigits, most))
        }
        _ => Ok(()),
    },
    schema,
    ruled: Ruled::AsDecimal,
};

/// At most 28 digits, the capacity of the type. A number with more digits is refused with the error for too many digits.
///
/// It is written as a text, as in Pydantic. Python keeps a positive exponent (`1E+3`); this type does not.
impl DataType for Decimal {
    const SHAPE: &'static Shape = &Shape::Scalar(&DECIMAL);

    /// A JSON number is left to the slow pass, which has its digits.
    fn read_from<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_text_as(deserializer, Self::from_text)
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&exact(self).to_text())
    }

    fn measure(&self) -> Measure<'_> {
        Measure::Decimal(Exact(exact(self)))
    }

    fn from_text(text: &str) -> Option<Self> {
        let number = decimal::Decimal::parse(text).ok()?;
        held(&number)
    }
}

fn read(value: &JsonValue, strict: bool) -> Result<Scanned<'_>, Refusal> {
    if strict {
        return Err(Refusal::because(Kind::IsInstanceOf, "class", "Decimal"));
    }
    let number = match value {
        JsonValue::Str(text) => decimal::Decimal::parse(text),
        JsonValue::Int(number) => Ok(decimal::Decimal::from_i128(*number)),
        JsonValue::BigInt(digits) => decimal::Decimal::parse(digits),
        JsonValue::Float(number) => decimal::Decimal::parse(&python_float(*number)),
        _ => return Err(Kind::DecimalType.into()),
    };
    let number = number.map_err(|refusal| match refusal {
        decimal::Refusal::Parsing => Kind::DecimalParsing,
        decimal::Refusal::NotFinite => Kind::FiniteNumber,
    })?;
    Ok(Scanned::new(
        Coerced::text(number.to_text()),
        Measure::Decimal(Exact(number)),
    ))
}

fn schema(mode: Mode) -> Map<String, Value> {
    let schema = match mode {
        Mode::Input => json!({ "anyOf": [{ "type": "number" }, { "type": "string" }] }),
        Mode::Output => json!({ "type": "string" }),
    };
    match schema {
        Value::Object(schema) => schema,
        _ => Map::new(),
    }
}

/// The number as the type holds it, if it can without losing a digit.
fn held(number: &decimal::Decimal) -> Option<Decimal> {
    let text = number.to_text();
    let mut held = if text.contains('E') {
        Decimal::from_scientific(&text)
            .ok()
            .filter(|held| exact(held).compare(number).is_eq())
    } else {
        Decimal::from_str_exact(&text).ok()
    }?;
    held.set_sign_negative(text.starts_with('-'));
    Some(held)
}

fn exact(number: &Decimal) -> decimal::Decimal {
    decimal::Decimal::from_parts(
        number.is_sign_negative(),
        number.mantissa().unsigned_abs(),
        number.scale(),
    )
}
