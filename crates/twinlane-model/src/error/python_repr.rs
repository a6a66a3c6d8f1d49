//! Values as Python's `repr` writes them.

use crate::{JsonValue, json::python_float};

/// The value as Python source: `{'a': None}`.
pub(super) fn repr(value: &JsonValue) -> String {
    match value {
        JsonValue::Null => "None".to_owned(),
        JsonValue::Bool(true) => "True".to_owned(),
        JsonValue::Bool(false) => "False".to_owned(),
        JsonValue::Int(number) => number.to_string(),
        JsonValue::BigInt(digits) => digits.to_string(),
        JsonValue::Float(number) => python_float(*number),
        JsonValue::Str(text) => repr_text(text),
        JsonValue::List(items) => {
            let items: Vec<String> = items.iter().map(repr).collect();
            format!("[{}]", items.join(", "))
        }
        JsonValue::Object(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(key, value)| format!("{}: {}", repr_text(key), repr(value)))
                .collect();
            format!("{{{}}}", fields.join(", "))
        }
    }
}

/// The value as Python's `str` has it: a text as it is, anything else as its `repr`.
pub(crate) fn python_str(value: &JsonValue) -> String {
    match value {
        JsonValue::Str(text) => text.clone(),
        value => repr(value),
    }
}

/// The text as Python's `repr` writes it: in single quotes, or in double quotes if it contains a single quote and no double one.
pub fn repr_text(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut repr = String::with_capacity(text.len() + 2);
    repr.push(quote);
    for character in text.chars() {
        push_character(&mut repr, character, quote);
    }
    repr.push(quote);
    repr
}

/// Python's name for the type of the value.
pub(super) fn type_name(value: &JsonValue) -> &'static str {
    match value {
        JsonValue::Null => "NoneType",
        JsonValue::Bool(_) => "bool",
        JsonValue::Int(_) | JsonValue::BigInt(_) => "int",
        JsonValue::Float(_) => "float",
        JsonValue::Str(_) => "str",
        JsonValue::List(_) => "list",
        JsonValue::Object(_) => "dict",
    }
}

fn push_character(repr: &mut String, character: char, quote: char) {
    let code = u32::from(character);
    let escape = match character {
        '\0' => "\\x00".to_owned(),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        _ if character == quote || character == '\\' => format!("\\{character}"),
        _ if is_printable(character) => return repr.push(character),
        _ if code < 0x100 => format!("\\x{code:02x}"),
        _ if code < 0x1_0000 => format!("\\u{code:04x}"),
        _ => format!("\\U{code:08x}"),
    };
    repr.push_str(&escape);
}

/// Rust escapes for `Debug` what Python does not print, and combining characters that begin a text.
fn is_printable(character: char) -> bool {
    let behind_a_letter = ['a', character];
    let text: String = behind_a_letter.iter().collect();
    !text.escape_debug().to_string().ends_with('}') || character == '}'
}

#[cfg(test)]
mod tests {
    use super::repr_text;

    #[test]
    fn a_text_is_quoted_and_escaped_as_python_does() {
        let cases = [
            ("it's", "\"it's\""),
            ("a\"b'c\n\\", "'a\"b\\'c\\n\\\\'"),
            ("\0\u{200b}\u{7f}\u{2028}é}", "'\\x00\\u200b\\x7f\\u2028é}'"),
        ];
        for (text, expected) in cases {
            assert_eq!(repr_text(text), expected);
        }
    }
}
