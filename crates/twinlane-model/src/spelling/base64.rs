//! Base64, as lax as Python's `binascii.a2b_base64`.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

/// The bytes of a text; `Err`: why not, in Python's words. Characters of no meaning are skipped, and what follows the
/// padding is. The alphabet for URLs is read beside the other where `urlsafe`.
pub(crate) fn decode(text: &str, urlsafe: bool) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut place, mut pads, mut left) = (0_u8, 0_u8, 0_u8);
    for character in text.bytes() {
        if character == b'=' {
            pads += u8::from(place >= 2);
            if place >= 2 && place + pads >= 4 {
                return Ok(bytes);
            }
            continue;
        }
        let Some(value) = value_of(character, urlsafe) else {
            continue;
        };
        pads = 0;
        match place {
            0 => {}
            1 => bytes.push(left << 2 | value >> 4),
            2 => bytes.push(left << 4 | value >> 2),
            _ => bytes.push(left << 6 | value),
        }
        left = value & LEFT[usize::from(place)];
        place = (place + 1) % 4;
    }
    match place {
        0 => Ok(bytes),
        1 => {
            let count = bytes.len() / 3 * 4 + 1;
            Err(format!(
                "Invalid base64-encoded string: number of data characters ({count}) cannot be 1 more than a multiple \
                 of 4"
            ))
        }
        _ => Err("Incorrect padding".to_owned()),
    }
}

/// The text of bytes, with padding.
pub(crate) fn encode(bytes: &[u8], urlsafe: bool) -> String {
    if urlsafe {
        URL_SAFE.encode(bytes)
    } else {
        STANDARD.encode(bytes)
    }
}

/// The bits of a character that belong to the next byte, by its place among four.
const LEFT: [u8; 4] = [0x3F, 0x0F, 0x03, 0x00];

fn value_of(character: u8, urlsafe: bool) -> Option<u8> {
    Some(match character {
        b'A'..=b'Z' => character - b'A',
        b'a'..=b'z' => character - b'a' + 26,
        b'0'..=b'9' => character - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        b'-' if urlsafe => 62,
        b'_' if urlsafe => 63,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn texts_are_decoded_as_python_decodes_them() {
        for (text, expected) in [
            ("aGVsbG8=", Ok("hello")),
            ("aGVs bG8=", Ok("hello")),
            ("aGVsbG8==x", Ok("hello")),
            ("=aGVsbG8=\n", Ok("hello")),
            ("!!!!", Ok("")),
            ("aGVsbG8", Err("Incorrect padding")),
            ("aGVsbG8=aGVsb", Ok("hello")),
            (
                "aGVsb",
                Err(
                    "Invalid base64-encoded string: number of data characters (5) cannot be 1 more than a multiple of 4",
                ),
            ),
        ] {
            let expected = expected
                .map(|text| text.as_bytes().to_vec())
                .map_err(str::to_owned);
            assert_eq!(decode(text, false), expected, "{text}");
        }
        assert_eq!(decode("_w==", true), Ok(vec![0xFF]));
        assert_eq!(decode("/w==", true), Ok(vec![0xFF]));
    }
}
