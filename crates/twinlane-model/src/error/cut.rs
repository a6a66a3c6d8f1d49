//! Values and texts that are too large for an error: a bounded copy, or a text that says what is left out.

use std::borrow::Cow;

use crate::{JsonValue, to_python_json};

/// Bytes of JSON that a copy may still have.
#[derive(Debug)]
pub(crate) struct Room(usize);

/// A value that does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLarge;

impl Room {
    pub(crate) fn new(bytes: usize) -> Self {
        Self(bytes)
    }

    /// Uses up some bytes.
    pub(crate) fn take(&mut self, bytes: usize) -> Result<(), TooLarge> {
        self.0 = self.0.checked_sub(bytes).ok_or(TooLarge)?;
        Ok(())
    }

    /// Takes a key with its quotes and the colon.
    pub(crate) fn take_key(&mut self, key: &str) -> Result<(), TooLarge> {
        self.take_text(key)?;
        self.take(1)
    }

    /// Takes a text with its quotes.
    pub(crate) fn take_text(&mut self, text: &str) -> Result<(), TooLarge> {
        // The characters of a text that is too long in any case are not counted.
        if text.len() > self.0 {
            return Err(TooLarge);
        }
        self.take(2 + text.chars().map(json_size).sum::<usize>())
    }

    /// Takes a value, without recursion: it stands at the end of a walk, deep in the stack.
    pub(crate) fn take_value(&mut self, value: &JsonValue) -> Result<(), TooLarge> {
        if !matches!(value, JsonValue::List(_) | JsonValue::Object(_)) {
            return self.take_scalar(value);
        }
        let mut left = vec![value];
        while let Some(value) = left.pop() {
            match value {
                JsonValue::List(items) => {
                    self.take_container(items.len(), 1)?;
                    left.extend(items);
                }
                JsonValue::Object(fields) => {
                    self.take_container(fields.len(), 4)?;
                    for (key, inner) in fields.iter() {
                        self.take_key(key)?;
                        left.push(inner);
                    }
                }
                scalar => self.take_scalar(scalar)?,
            }
        }
        Ok(())
    }

    /// Takes the brackets and commas, if there is room for items of at least `least` bytes too. Only then are the items looked at.
    pub(crate) fn take_container(&mut self, count: usize, least: usize) -> Result<(), TooLarge> {
        if count.saturating_mul(least) > self.0 {
            return Err(TooLarge);
        }
        self.take(2 + count.saturating_sub(1))
    }

    fn take_scalar(&mut self, value: &JsonValue) -> Result<(), TooLarge> {
        match value {
            JsonValue::Str(text) => self.take_text(text),
            JsonValue::BigInt(digits) => self.take(digits.len()),
            JsonValue::Bool(false) => self.take(5),
            JsonValue::Int(number) => self.take(int_size(*number)),
            JsonValue::Float(_) => self.take(to_python_json(value).map_or(4, |json| json.len())),
            JsonValue::Null | JsonValue::Bool(true) | JsonValue::List(_) | JsonValue::Object(_) => {
                self.take(4)
            }
        }
    }

    /// Copies a value, if there is room for it.
    pub(crate) fn copy(&mut self, value: &JsonValue) -> Result<JsonValue, TooLarge> {
        self.take_value(value)?;
        Ok(value.clone())
    }

    /// The remaining bytes.
    pub(crate) fn left(&self) -> usize {
        self.0
    }
}

fn int_size(number: i128) -> usize {
    let digits = number.unsigned_abs().checked_ilog10().unwrap_or(0) + 1;
    digits as usize + usize::from(number < 0)
}

/// A copy of a value, in at most `most` bytes of JSON. A text or number that is larger is cut to its beginning. A container that is larger
/// becomes a text with the number of its items or keys.
pub(crate) fn bounded(value: &JsonValue, most: usize) -> JsonValue {
    let copy = Room::new(most).copy(value);
    copy.unwrap_or_else(|TooLarge| instead(value, most))
}

/// The text shown in place of a value that does not fit.
pub(crate) fn instead(value: &JsonValue, most: usize) -> JsonValue {
    JsonValue::Str(match value {
        JsonValue::Str(text) => beginning(text, most),
        JsonValue::BigInt(digits) => beginning(digits, most),
        JsonValue::List(items) => container("a list of", items.len(), "item", most),
        JsonValue::Object(fields) => container("an object of", fields.len(), "key", most),
        JsonValue::Null | JsonValue::Bool(_) | JsonValue::Int(_) | JsonValue::Float(_) => {
            "a number".to_owned()
        }
    })
}

fn container(what: &str, count: usize, noun: &str, most: usize) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("<{what} {count} {noun}{plural}: over {most} bytes, not shown>")
}

/// The text itself, if its JSON has at most so many bytes; otherwise its beginning.
pub(crate) fn bounded_text<'t>(text: impl Into<Cow<'t, str>>, most: usize) -> Cow<'t, str> {
    let text = text.into();
    match Room::new(most).take_text(&text) {
        Ok(()) => text,
        Err(TooLarge) => Cow::Owned(beginning(&text, most)),
    }
}

/// The bytes kept of a text that is too large: enough to tell it from others.
const BEGINNING: usize = 1024;

/// Room for the quotes, and for the words behind the beginning.
const SAID_BEHIND: usize = 48;

fn beginning(text: &str, most: usize) -> String {
    let most = BEGINNING.min(most.saturating_sub(SAID_BEHIND));
    let mut size = 0;
    let fits = |character: &char| {
        size += json_size(*character);
        size <= most
    };
    let kept: String = text.chars().take_while(fits).collect();
    format!("{kept}... ({} bytes in all)", text.len())
}

/// The bytes of a character in a JSON text.
fn json_size(character: char) -> usize {
    match character {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
        '\0'..='\u{1f}' => 6,
        _ => character.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse_python_json;

    const VALUES: [&str; 12] = [
        "null",
        "[]",
        "{}",
        "[true,false,-1,0,1e22,1.5]",
        r#"{"a":{"b":[{"c":"d"}]},"e":null}"#,
        r#""text""#,
        r#""\"\\\n\r\t\b\f\u0001\u007fé😀""#,
        "123456789012345678901234567890123456789012345",
        r#"[[[[[["x"]]]]]]"#,
        r#"{"":0,"b":"","c":[]}"#,
        "[1,22,333]",
        "-0.0",
    ];

    #[test]
    fn a_copy_takes_the_bytes_that_it_has() {
        for json in VALUES {
            let value = parse_python_json(json.as_bytes()).unwrap();
            let size = to_python_json(&value).unwrap().len();
            let mut room = Room::new(size);
            assert_eq!(room.copy(&value).as_ref(), Ok(&value), "{json}");
            assert_eq!(room.left(), 0, "{json}");
            assert!(Room::new(size - 1).copy(&value).is_err(), "{json}");
        }
    }

    #[test]
    fn what_is_too_large_is_a_text_within_the_bound() {
        let texts = ["x", "\u{1}", "é", "😀", "\""].map(|letter| letter.repeat(3_000));
        for text in &texts {
            for most in [128, 500, 1024, 2_000] {
                let cut = bounded(&JsonValue::from(text.as_str()), most);
                let size = to_python_json(&cut).unwrap().len();
                assert!(size <= most && size > most / 2 - 10, "{most}: {size}");
            }
        }
        let cut = bounded(&JsonValue::from("ab".repeat(500)), 128);
        let kept = "ab".repeat(40);
        assert_eq!(
            cut,
            JsonValue::Str(format!("{kept}... (1000 bytes in all)"))
        );
        let list = JsonValue::List(vec![JsonValue::Null; 200]);
        let cut = bounded(&list, 128);
        let said = "<a list of 200 items: over 128 bytes, not shown>";
        assert_eq!(cut, JsonValue::from(said));
    }
}
