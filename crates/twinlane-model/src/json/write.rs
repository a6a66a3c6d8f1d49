//! Writing JSON: compact, with every character but the control characters as it is.

use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

use super::float::scientific;

/// Writes a value as Pydantic's `model_dump_json` does, and as FastAPI does for a response with a type.
///
/// Not-a-number and the infinities are `null`.
///
/// # Panics
///
/// If the type's `Serialize` fails or writes a map whose keys are not texts. No data type does this.
pub fn to_json<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).expect("a data type can be written as JSON")
}

/// Writes a value as FastAPI's `JSONResponse` does, for error lists and for responses without a type.
///
/// It differs from [`to_json`] in very small and very large floating-point numbers, which are written as in Python (`1e-07`).
///
/// # Errors
///
/// If the type's `Serialize` fails.
pub fn to_python_json<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = Vec::with_capacity(128);
    value.serialize(&mut Serializer::with_formatter(&mut bytes, PythonFormatter))?;
    Ok(bytes)
}

/// Writes a value as Python's `json.dumps` does by default, and as FastAPI does for streamed items without a type.
///
/// A space follows each comma and colon, and every character that is not ASCII is escaped.
///
/// # Errors
///
/// If the type's `Serialize` fails.
pub fn to_python_dumps<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = Vec::with_capacity(128);
    value.serialize(&mut Serializer::with_formatter(&mut bytes, DumpsFormatter))?;
    Ok(bytes)
}

struct DumpsFormatter;

impl Formatter for DumpsFormatter {
    fn write_f64<W: io::Write + ?Sized>(&mut self, writer: &mut W, number: f64) -> io::Result<()> {
        PythonFormatter.write_f64(writer, number)
    }

    fn write_string_fragment<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        for character in fragment.chars() {
            if character.is_ascii() {
                writer.write_all(&[character as u8])?;
                continue;
            }
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
        }
        Ok(())
    }

    fn begin_array_value<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_key<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_value<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::to_python_dumps;

    #[test]
    fn dumps_is_pythons() {
        let value = json!({ "a": [1, 2.0, null], "ü\n": "→😀\u{7f}", "e": {}, "l": [] });
        let text = String::from_utf8(to_python_dumps(&value).unwrap()).unwrap();
        assert_eq!(
            text,
            r#"{"a": [1, 2.0, null], "\u00fc\n": "\u2192\ud83d\ude00", "e": {}, "l": []}"#
                .replace("\\x7f", "\x7f")
        );
    }
}
