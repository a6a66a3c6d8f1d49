//! Writing JSON: compact, with every character but the control characters as it is.

use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

use super::float::scientific;

/// Writes a value as Pydantic's `model_dump_json` does: what FastAPI answers with where the response has a type.
///
/// Not-a-number and the infinities are `null`.
///
/// # Panics
///
/// Where the type's `Serialize` fails or has a map whose keys are no texts, which no data type does.
pub fn to_json<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).expect("a data type can be written as JSON")
}

/// Writes a value as FastAPI's `JSONResponse` does: error lists, and answers without a type.
///
/// It differs from [`to_json`] in small and large floating-point numbers, which are written as Python does (`1e-07`).
///
/// # Errors
///
/// Where the type's `Serialize` fails.
pub fn to_python_json<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = Vec::with_capacity(128);
    value.serialize(&mut Serializer::with_formatter(&mut bytes, PythonFormatter))?;
    Ok(bytes)
}

struct PythonFormatter;

impl Formatter for PythonFormatter {
    fn write_f64<W: io::Write + ?Sized>(&mut self, writer: &mut W, number: f64) -> io::Result<()> {
        match scientific(number) {
            Some(text) => writer.write_all(text.as_bytes()),
            None => CompactFormatter.write_f64(writer, number),
        }
    }
}
