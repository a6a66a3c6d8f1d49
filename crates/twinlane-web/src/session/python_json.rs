//! JSON as Python's `json` reads and writes it, from text to text: nothing that Python keeps is lost between.

use std::borrow::Cow;
use std::fmt::Write;

use indexmap::IndexMap;

/// An object: the spelling of each key, quotes included, and that of its value.
pub(super) type Members = IndexMap<String, String>;

/// The members of an object, spelled as Python's `json.dumps` would. `None`: the text is no JSON for Python, or no object.
pub(super) fn members(text: &str) -> Option<Members> {
    let mut reader = Reader::new(text);
    reader.skip_space();
    let members = reader.object(0)?;
    reader.end().map(|()| members)
}

/// A member of an object, spelled as Python's `json.dumps` would. `None`: the text is no JSON for Python, or too deep for a member.
pub(super) fn value(text: &str) -> Option<String> {
    let mut reader = Reader::new(text);
    let mut spelled = String::new();
    reader.skip_space();
    reader.value(1, &mut spelled)?;
    reader.end().map(|()| spelled)
}

/// An object of these members.
pub(super) fn object<'m>(members: impl Iterator<Item = (&'m str, &'m str)>) -> String {
    let mut text = "{".to_owned();
    for (place, (key, value)) in members.enumerate() {
        if place > 0 {
            text.push_str(", ");
        }
        text.push_str(key);
        text.push_str(": ");
        text.push_str(value);
    }
    text.push('}');
    text
}

/// A text in quotes.
pub(super) fn quoted(text: &str) -> String {
    let (plain, rest) = text.split_at(plain_length(text));
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    quoted.push_str(plain);
    for unit in rest.encode_utf16() {
        push_unit(&mut quoted, unit);
    }
    quoted.push('"');
    quoted
}

/// True if a text is the same within quotes.
pub(super) fn is_plain(text: &str) -> bool {
    plain_length(text) == text.len()
}

/// The bytes at the start that are the same within quotes.
fn plain_length(text: &str) -> usize {
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
    text.bytes().take_while(|byte| is_plain(byte)).count()
}

/// The text within quotes. Half of a surrogate pair is U+FFFD.
pub(super) fn unquoted(quoted: &str) -> String {
    let units = Reader::new(quoted).units().unwrap_or_default();
    String::from_utf16_lossy(&units)
}

/// As many as `serde_json` allows. Python allows about a thousand.
const MAX_DEPTH: usize = 127;

/// The length of most values, so that they grow once.
const USUAL: usize = 16;

struct Reader<'t> {
    rest: &'t str,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        Self { rest: text }
    }

    /// Reads a value, and adds its spelling to a text.
    fn value(&mut self, depth: usize, text: &mut String) -> Option<()> {
        match self.rest.as_bytes().first()? {
            b'"' => text.push_str(&self.string()?),
            b'{' => {
                let members = self.object(depth)?;
                let members = members.iter();
                text.push_str(&object(members.map(|(key, value)| (&**key, &**value))));
            }
            b'[' => self.array(depth, text)?,
            b'-' | b'0'..=b'9' => match self.word() {
                Some(word) => text.push_str(word),
                None => text.push_str(&self.number()?),
            },
            _ => text.push_str(self.word()?),
        }
        Some(())
    }

    fn object(&mut self, depth: usize) -> Option<Members> {
        self.enter(b'{', depth)?;
        let mut members = Members::new();
        if self.take(b'}') {
            return Some(members);
        }
        loop {
            let key = self.string()?;
            self.skip_space();
            self.take(b':').then_some(())?;
            self.skip_space();
            let mut value = String::with_capacity(USUAL);
            self.value(depth + 1, &mut value)?;
            // Of two the later value wins, in the place of the earlier: as in Python.
            members.insert(key.into_owned(), value);
            self.skip_space();
            if self.take(b'}') {
                return Some(members);
            }
            self.take(b',').then_some(())?;
            self.skip_space();
        }
    }

    fn array(&mut self, depth: usize, text: &mut String) -> Option<()> {
        self.enter(b'[', depth)?;
        text.push('[');
        if self.take(b']') {
            text.push(']');
            return Some(());
        }
        loop {
            self.value(depth + 1, text)?;
            self.skip_space();
            if self.take(b']') {
                text.push(']');
                return Some(());
            }
            self.take(b',').then_some(())?;
            self.skip_space();
            text.push_str(", ");
        }
    }

    fn enter(&mut self, bracket: u8, depth: usize) -> Option<()> {
        (depth <= MAX_DEPTH && self.take(bracket)).then_some(())?;
        self.skip_space();
        Some(())
    }

    fn string(&mut self) -> Option<Cow<'t, str>> {
        // Most are spelled as Python spells them.
        let end = 1 + plain_length(self.rest.get(1..)?);
        if self.rest.starts_with('"') && self.rest.as_bytes().get(end) == Some(&b'"') {
            let (text, rest) = self.rest.split_at(end + 1);
            self.rest = rest;
            return Some(text.into());
        }
        let mut text = "\"".to_owned();
        for unit in self.units()? {
            push_unit(&mut text, unit);
        }
        text.push('"');
        Some(text.into())
    }

    /// The units of UTF-16 of a text in quotes.
    fn units(&mut self) -> Option<Vec<u16>> {
        self.take(b'"').then_some(())?;
        let mut units = Vec::new();
        loop {
            match self.next()? {
                '"' => return Some(units),
                '\\' => units.push(self.escaped()?),
                '\0'..='\u{1f}' => return None,
                character => units.extend_from_slice(character.encode_utf16(&mut [0; 2])),
            }
        }
    }

    /// The rest of an escape, behind its backslash. Half of a surrogate pair stays one, as in Python.
    fn escaped(&mut self) -> Option<u16> {
        let character = match self.next()? {
            'u' => {
                let digits = self.rest.get(..4)?;
                let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
                self.rest = &self.rest[4..];
                return u16::from_str_radix(digits, 16).ok().filter(|_| is_hex);
            }
            'b' => 8,
            'f' => 12,
            'n' => 10,
            'r' => 13,
            't' => 9,
            same @ ('"' | '\\' | '/') => same as u16,
            _ => return None,
        };
        Some(character)
    }

    fn word(&mut self) -> Option<&'static str> {
        let words = ["null", "true", "false", "NaN", "Infinity", "-Infinity"];
        let word = words.into_iter().find(|word| self.rest.starts_with(word))?;
        self.rest = &self.rest[word.len()..];
        Some(word)
    }

    fn number(&mut self) -> Option<Cow<'t, str>> {
        let whole = self.rest;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        let before = self.rest;
        if self.take(b'.') && self.digits().is_none() {
            self.rest = before;
        }
        let before_exponent = self.rest;
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'+') || self.take(b'-');
            if self.digits().is_none() {
                self.rest = before_exponent;
            }
        }
        let text = &whole[..whole.len() - self.rest.len()];
        if self.rest.len() == before.len() {
            return Some(if text == "-0" { "0" } else { text }.into());
        }
        if is_spelled(text) {
            return Some(text.into());
        }
        text.parse().ok().map(float).map(Cow::Owned)
    }

    fn digits(&mut self) -> Option<()> {
        let any = self.skip(u8::is_ascii_digit) > 0;
        any.then_some(())
    }

    fn skip_space(&mut self) {
        self.skip(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    }

    /// Skips the bytes of ASCII for which this holds, and counts them.
    fn skip(&mut self, is_skipped: impl Fn(&u8) -> bool) -> usize {
        let count = self.rest.bytes().take_while(is_skipped).count();
        self.rest = &self.rest[count..];
        count
    }

    /// Takes a byte of ASCII, if it is the next.
    fn take(&mut self, byte: u8) -> bool {
        let is_next = self.rest.as_bytes().first() == Some(&byte);
        if is_next {
            self.rest = &self.rest[1..];
        }
        is_next
    }

    fn next(&mut self) -> Option<char> {
        let character = self.rest.chars().next()?;
        self.rest = &self.rest[character.len_utf8()..];
        Some(character)
    }

    fn end(&mut self) -> Option<()> {
        self.skip_space();
        self.rest.is_empty().then_some(())
    }
}

/// A unit of UTF-16 in a text, with `ensure_ascii`.
fn push_unit(text: &mut String, unit: u16) {
    let short = match unit {
        0x22 => "\\\"",
        0x5c => "\\\\",
        8 => "\\b",
        12 => "\\f",
        10 => "\\n",
        13 => "\\r",
        9 => "\\t",
        0x20..=0x7e => {
            text.extend(char::from_u32(unit.into()));
            return;
        }
        _ => {
            let _written = write!(text, "\\u{unit:04x}");
            return;
        }
    };
    text.push_str(short);
}

/// True if a number with a fraction is spelled as `float` would: of at most 15 digits, no two are the same float, so that none is shorter.
fn is_spelled(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let Some((whole, fraction)) = text.split_once('.') else {
        return false;
    };
    let is_short = text.len() <= 16 && fraction.bytes().all(|digit| digit.is_ascii_digit());
    let is_near_one = whole != "0" || fraction == "0" || !fraction.starts_with("0000");
    is_short && is_near_one && (fraction == "0" || !fraction.ends_with('0'))
}

/// Python's `repr` of a float: the fewest digits that are the same number.
fn float(value: f64) -> String {
    if value.is_infinite() {
        return if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let shortest = format!("{value:e}");
    let Some((digits, exponent)) = shortest.split_once('e') else {
        return shortest;
    };
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if (-4..16).contains(&exponent) {
        let plain = value.to_string();
        return if plain.contains('.') {
            plain
        } else {
            plain + ".0"
        };
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each value that may be a member can be read again as one.
    #[test]
    fn a_member_is_as_deep_as_an_object_reads_it() {
        for depth in 120..140 {
            let nested = "[".repeat(depth) + &"]".repeat(depth);
            let whole = format!("{{\"a\": {nested}}}");
            assert_eq!(
                value(&nested).is_some(),
                members(&whole).is_some(),
                "{depth}"
            );
        }
    }

    #[test]
    fn values_are_spelled_as_python_spells_them() {
        // The right sides are what `json.dumps(json.loads(...))` of Python 3.11 says.
        #[rustfmt::skip]
        let cases = [
            ("[1,2 , 3]", "[1, 2, 3]"), ("{\"a\":{\"b\":[]},\"c\":{}}", "{\"a\": {\"b\": []}, \"c\": {}}"),
            ("-0", "0"), ("-0.0", "-0.0"), ("2.0", "2.0"), ("1e0", "1.0"), ("1.50", "1.5"), ("0.1", "0.1"),
            ("1e15", "1000000000000000.0"), ("1e16", "1e+16"), ("123456789012345678.0", "1.2345678901234568e+17"),
            ("0.0001", "0.0001"), ("0.00001", "1e-05"), ("1.5e-7", "1.5e-07"), ("1e400", "Infinity"), ("-1E400", "-Infinity"),
            ("5e-324", "5e-324"), ("1.7976931348623157e308", "1.7976931348623157e+308"), ("9007199254740993.0", "9007199254740992.0"),
            ("123456789012345678901234567890", "123456789012345678901234567890"), ("NaN", "NaN"), ("-Infinity", "-Infinity"),
            ("\"\u{e9}\u{7f}\u{1f600}\"", "\"\\u00e9\\u007f\\ud83d\\ude00\""), ("\"\\ud800x\\/\"", "\"\\ud800x/\""),
            ("\"\\b\\f\\n\\r\\t\\\"\\\\\\u001F\"", "\"\\b\\f\\n\\r\\t\\\"\\\\\\u001f\""),
            ("{\"a\":1,\"b\":2,\"a\":3}", "{\"a\": 3, \"b\": 2}"), (" \ttrue\r\n", "true"),
        ];
        for (text, expected) in cases {
            assert_eq!(value(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_taken_as_spelled_is_spelled_so() {
        for whole in [
            "0",
            "1",
            "9",
            "10",
            "123456789012345",
            "1700000000",
            "99999999999999",
        ] {
            for fraction in [
                "0",
                "1",
                "00",
                "10",
                "01",
                "0001",
                "00001",
                "5",
                "123456789",
                "3333333333333",
            ] {
                for sign in ["", "-"] {
                    let text = format!("{sign}{whole}.{fraction}");
                    let spelled = float(text.parse().unwrap());
                    assert!(!is_spelled(&text) || spelled == text, "{text} {spelled}");
                }
            }
        }
        for text in [
            "0.0",
            "-0.0",
            "1.5",
            "0.0001",
            "1700000000.5",
            "12345678901234.0",
        ] {
            assert!(is_spelled(text), "{text}");
        }
        for text in ["0.00001", "1.50", "1.5e3", "1e3", "0.12345678901234567"] {
            assert!(!is_spelled(text), "{text}");
        }
    }

    #[test]
    fn what_python_does_not_read_is_refused() {
        let deep = "[".repeat(100_000);
        #[rustfmt::skip]
        let cases = [
            "", " ", "[1,]", "{\"a\":1,}", "{a:1}", "{\"a\" 1}", "01", "+1", "1.", ".5", "1e", "--1", "nul", "\"", "\"\n\"", "\"\\x\"",
            "\"\\u12\"", "\"\\u+123\"", "1 2", "[1 2]", "{\"a\":1 \"b\":2}", "'a'", "\u{a0}1", "-", deep.as_str(),
        ];
        for text in cases {
            assert_eq!(value(text), None, "{}", text.get(..20).unwrap_or(text));
        }
        assert_eq!(members("[]"), None);
    }
}
