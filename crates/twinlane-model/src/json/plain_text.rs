//! The texts of a JSON document: where one ends, and what its escapes mean.

/// The place of the first byte that is a quote, a backslash or a control character, or the end.
///
/// Eight bytes at a time: in a word, a byte below a bound is the one whose high bit a subtraction sets. The lowest such bit is
/// right, whatever the borrow does above it.
#[inline]
pub(super) fn plain_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let found = special(u64::from_le_bytes(*eight));
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while bytes
        .get(at)
        .is_some_and(|byte| !matches!(byte, b'"' | b'\\' | ..b' '))
    {
        at += 1;
    }
    at
}

/// The high bit of each byte of the word that is special.
#[inline]
fn special(word: u64) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    let is_zero = |word: u64| word.wrapping_sub(ONES) & !word;
    let is_control = word.wrapping_sub(ONES * 0x20) & !word;
    let is_quote = is_zero(word ^ (ONES * 0x22));
    let is_backslash = is_zero(word ^ (ONES * 0x5c));
    (is_control | is_quote | is_backslash) & HIGH
}

/// Writes the text that begins at `start` without its escapes; the place behind its closing quote. `None`: there is none, or the
/// text is not one that Rust can hold.
pub(super) fn unescape(text: &str, start: usize, out: &mut String) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = start;
    loop {
        let end = plain_end(bytes, at);
        out.push_str(text.get(at..end)?);
        match bytes.get(end)? {
            b'"' => return Some(end + 1),
            b'\\' => at = escape(bytes, end + 1, out)?,
            _ => return None,
        }
    }
}

/// Writes what an escape means; the place behind it.
fn escape(bytes: &[u8], at: usize, out: &mut String) -> Option<usize> {
    let meant = match bytes.get(at)? {
        plain @ (b'"' | b'\\' | b'/') => char::from(*plain),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode(bytes, at + 1, out),
        _ => return None,
    };
    out.push(meant);
    Some(at + 1)
}

/// Writes the character of `\u0041`, or of two halves of one: `\ud83d\ude00`.
fn unicode(bytes: &[u8], at: usize, out: &mut String) -> Option<usize> {
    let first = hex(bytes, at)?;
    if let Some(character) = char::from_u32(first) {
        out.push(character);
        return Some(at + 4);
    }
    let is_high = (0xd800..0xdc00).contains(&first);
    let second = bytes
        .get(at + 4..)?
        .starts_with(b"\\u")
        .then(|| hex(bytes, at + 6))??;
    if !is_high || !(0xdc00..0xe000).contains(&second) {
        return None;
    }
    out.push(char::from_u32(
        0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00),
    )?);
    Some(at + 10)
}

/// The number of four hexadecimal digits.
fn hex(bytes: &[u8], at: usize) -> Option<u32> {
    let digits = bytes.get(at..)?.first_chunk::<4>()?;
    digits.iter().try_fold(0, |number, digit| {
        Some(number * 16 + char::from(*digit).to_digit(16)?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_ends_at_the_first_special_byte() {
        for special in ["\"", "\\", "\u{0}", "\n", "\u{1f}"] {
            for length in 0..40 {
                let text = format!("{}{special}\"\\\u{1}", "é".repeat(length));
                assert_eq!(plain_end(text.as_bytes(), 0), 2 * length, "{text:?}");
            }
        }
        let plain = "abc \u{7f}\u{80}~!#[]";
        assert_eq!(plain_end(plain.as_bytes(), 0), plain.len());
        assert_eq!(plain_end(b"abc", 7), 7);
    }

    #[test]
    fn escapes_mean_what_json_says() {
        let text = r#"a\"\\\/\b\f\n\r\t\u0041é\ud83d\ude00z" rest"#;
        let mut out = String::new();
        assert_eq!(unescape(text, 0, &mut out), Some(text.len() - 5));
        assert_eq!(out, "a\"\\/\u{8}\u{c}\n\r\tAé😀z");
    }

    #[test]
    fn other_escapes_are_for_the_slow_pass() {
        for text in [
            "abc",
            "a\\",
            "a\\x\"",
            "\\u12\"",
            "\\u12g4\"",
            "\\ud83d\"",
            "\\ude00\"",
            "\\ud83d\\u0041\"",
            "\\ud83dx\"",
            "a\n\"",
            "\\u+123\"",
        ] {
            assert_eq!(unescape(text, 0, &mut String::new()), None, "{text:?}");
        }
    }
}
