//! The tokens of a document, with the quirks of Python's scanner (`_json.c`).

use super::JsonValue;

/// Why scanning stopped.
pub(super) enum Failure {
    Syntax {
        message: &'static str,
        /// In bytes.
        offset: usize,
    },
    Unreadable,
}

/// A place in the text of a document. It is always between two characters.
pub(super) struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// Past a one-byte character.
    pub(super) fn advance(&mut self) {
        self.at += 1;
    }

    pub(super) fn skip_whitespace(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// True if this byte comes next. Skips it then.
    pub(super) fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    pub(super) fn comma(&mut self) -> Result<(), Failure> {
        if !self.take(b',') {
            return Err(fail("Expecting ',' delimiter", self.at));
        }
        self.skip_whitespace();
        Ok(())
    }

    /// A key, its colon and the whitespace around that.
    pub(super) fn key(&mut self) -> Result<String, Failure> {
        if self.peek() != Some(b'"') {
            return Err(fail(
                "Expecting property name enclosed in double quotes",
                self.at,
            ));
        }
        let key = self.string()?;
        self.skip_whitespace();
        if !self.take(b':') {
            return Err(fail("Expecting ':' delimiter", self.at));
        }
        self.skip_whitespace();
        Ok(key)
    }

    pub(super) fn scalar(&mut self) -> Result<JsonValue, Failure> {
        if self.peek() == Some(b'"') {
            return self.string().map(JsonValue::Str);
        }
        let rest = &self.text[self.at..];
        for (word, value) in WORDS {
            if rest.starts_with(word) {
                self.at += word.len();
                return Ok(value.clone());
            }
        }
        self.number()
    }

    pub(super) fn expect_end(&mut self) -> Result<(), Failure> {
        self.skip_whitespace();
        if self.at < self.text.len() {
            return Err(fail("Extra data", self.at));
        }
        Ok(())
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.byte(self.at)
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn number(&mut self) -> Result<JsonValue, Failure> {
        let start = self.at;
        let negative = usize::from(self.peek() == Some(b'-'));
        let mut end = match self.byte(start + negative) {
            Some(b'0') => start + negative + 1,
            Some(b'1'..=b'9') => self.digits(start + negative),
            _ => return Err(fail("Expecting value", start)),
        };
        let whole = end;
        if self.byte(end) == Some(b'.') && self.is_digit(end + 1) {
            end = self.digits(end + 1);
        }
        if matches!(self.byte(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(self.byte(end + 1), Some(b'+' | b'-')));
            if self.is_digit(end + 1 + sign) {
                end = self.digits(end + 1 + sign);
            }
        }
        self.at = end;
        let text = &self.text[start..end];
        if end > whole {
            // Every text of this form is a number to Rust, too.
            return Ok(JsonValue::Float(text.parse().unwrap_or(f64::NAN)));
        }
        if whole - start - negative > MOST_DIGITS {
            return Err(Failure::Unreadable);
        }
        Ok(text
            .parse()
            .map_or_else(|_| JsonValue::BigInt(text.into()), JsonValue::Int))
    }

    fn is_digit(&self, at: usize) -> bool {
        self.byte(at).is_some_and(|byte| byte.is_ascii_digit())
    }

    /// The end of the digits that begin here.
    fn digits(&self, mut at: usize) -> usize {
        while self.is_digit(at) {
            at += 1;
        }
        at
    }

    /// A text in quotes; the first of them comes next.
    fn string(&mut self) -> Result<String, Failure> {
        let begin = self.at;
        self.at += 1;
        let mut string = String::new();
        loop {
            let chunk = self.at;
            while let Some(byte) = self.peek()
                && byte >= b' '
                && !matches!(byte, b'"' | b'\\')
            {
                self.at += 1;
            }
            string.push_str(&self.text[chunk..self.at]);
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(string);
                }
                Some(b'\\') => string.push(self.escape(begin)?),
                Some(_) => return Err(fail("Invalid control character at", self.at)),
                None => return Err(fail(UNTERMINATED, begin)),
            }
        }
    }

    /// The character that an escape means; its backslash comes next.
    fn escape(&mut self, begin: usize) -> Result<char, Failure> {
        let backslash = self.at;
        let character = match self.byte(backslash + 1) {
            None => return Err(fail(UNTERMINATED, begin)),
            Some(b'u') => return self.unicode_escape(),
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(_) => return Err(fail("Invalid \\escape", backslash)),
        };
        self.at += 2;
        Ok(character)
    }

    fn unicode_escape(&mut self) -> Result<char, Failure> {
        let digits = self.at + 2;
        let unit = self.unit(digits).ok_or(fail(BAD_UNICODE, self.at + 1))?;
        self.at = digits + 4;
        if (0xD800..0xDC00).contains(&unit)
            && self.text[self.at..].starts_with("\\u")
            && self.text[self.at..].chars().nth(6).is_some()
        {
            let low = self
                .unit(self.at + 2)
                .ok_or(fail(BAD_UNICODE, self.at + 1))?;
            if (0xDC00..0xE000).contains(&low) {
                self.at += 6;
                let code = 0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
        }
        Ok(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    /// Four hexadecimal digits, which may not end the document.
    fn unit(&self, at: usize) -> Option<u32> {
        let digits = self.text.as_bytes().get(at..at + 4)?;
        let all_hex = digits.iter().all(u8::is_ascii_hexdigit);
        (all_hex && self.byte(at + 4).is_some())
            .then(|| u32::from_str_radix(&self.text[at..at + 4], 16).ok())
            .flatten()
    }
}

/// `sys.get_int_max_str_digits()`
const MOST_DIGITS: usize = 4300;
const UNTERMINATED: &str = "Unterminated string starting at";
const BAD_UNICODE: &str = "Invalid \\uXXXX escape";
const WORDS: [(&str, JsonValue); 6] = [
    ("null", JsonValue::Null),
    ("true", JsonValue::Bool(true)),
    ("false", JsonValue::Bool(false)),
    ("NaN", JsonValue::Float(f64::NAN)),
    ("Infinity", JsonValue::Float(f64::INFINITY)),
    ("-Infinity", JsonValue::Float(f64::NEG_INFINITY)),
];

fn fail(message: &'static str, offset: usize) -> Failure {
    Failure::Syntax { message, offset }
}
