//! The text of a document: Python's `json.detect_encoding`, and decoding with `errors="surrogatepass"`.

use std::borrow::Cow;

/// Decodes a document in UTF-8, UTF-16 or UTF-32, with or without a byte order mark.
///
/// A surrogate without its other half becomes U+FFFD. `None`: it is no text in its encoding.
pub(super) fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    match bytes {
        [0, 0, 0xFE, 0xFF, rest @ ..] => utf32(rest, u32::from_be_bytes),
        [0xFF, 0xFE, 0, 0, rest @ ..] => utf32(rest, u32::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest),
        [0, 0, _, _, ..] => utf32(bytes, u32::from_be_bytes),
        [0, _, _, _, ..] | [0, _] => utf16(bytes, u16::from_be_bytes),
        [_, 0, 0, 0, ..] => utf32(bytes, u32::from_le_bytes),
        [_, 0, _, _, ..] | [_, 0] => utf16(bytes, u16::from_le_bytes),
        _ => utf8(bytes),
    }
}

fn utf8(bytes: &[u8]) -> Option<Cow<'_, str>> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(Cow::Borrowed(text)),
        Err(_) => utf8_with_surrogates(bytes).map(Cow::Owned),
    }
}

/// UTF-8 where surrogates are encoded like other characters: three bytes from `ED A0 80` to `ED BF BF`.
fn utf8_with_surrogates(mut bytes: &[u8]) -> Option<String> {
    let mut text = String::with_capacity(bytes.len());
    loop {
        match std::str::from_utf8(bytes) {
            Ok(rest) => {
                text.push_str(rest);
                return Some(text);
            }
            Err(error) => {
                let (valid, rest) = bytes.split_at(error.valid_up_to());
                text.push_str(std::str::from_utf8(valid).ok()?);
                let [0xED, 0xA0..=0xBF, 0x80..=0xBF, rest @ ..] = rest else {
                    return None;
                };
                text.push(char::REPLACEMENT_CHARACTER);
                bytes = rest;
            }
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<Cow<'static, str>> {
    let (units, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    let units = units.iter().copied().map(unit);
    Some(
        char::decode_utf16(units)
            .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect(),
    )
}

fn utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> Option<Cow<'static, str>> {
    let (units, rest) = bytes.as_chunks::<4>();
    if !rest.is_empty() {
        return None;
    }
    let characters = units.iter().map(|bytes| match unit(*bytes) {
        0xD800..=0xDFFF => Some(char::REPLACEMENT_CHARACTER),
        code => char::from_u32(code),
    });
    characters.collect::<Option<String>>().map(Cow::Owned)
}
