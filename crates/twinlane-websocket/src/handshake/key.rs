//! The key that a client sends, and what it is answered by.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use sha1::{Digest as _, Sha1};

/// Appended to each key, by RFC 6455.
const SUFFIX: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// The bytes of a key.
const SIZE: usize = 16;

/// The response to a key.
pub(super) fn answer(key: &str) -> String {
    let digest = Sha1::new()
        .chain_update(key)
        .chain_update(SUFFIX)
        .finalize();
    STANDARD.encode(digest)
}

/// A key of 16 bytes.
pub(super) fn written(bytes: [u8; SIZE]) -> String {
    STANDARD.encode(bytes)
}

/// A header's value.
pub(super) fn value(text: &str) -> HeaderValue {
    HeaderValue::try_from(text).expect("base64 is ASCII")
}

/// Checks a key.
///
/// # Errors
///
/// The sentence about it, which is empty if it has not 16 bytes.
pub(super) fn check(key: &str) -> Result<(), String> {
    if decoded_size(key.as_bytes())? == SIZE {
        Ok(())
    } else {
        Err(String::new())
    }
}

/// The number of bytes that a text in base64 stands for, and Python's words for one that is none.
///
/// As Python does it takes bits that are left over, and padding that is not needed.
fn decoded_size(text: &[u8]) -> Result<usize, String> {
    if text.first() == Some(&b'=') {
        return Err("Leading padding not allowed".to_owned());
    }
    let mut digits = 0_usize;
    let mut padding = 0;
    for (index, byte) in text.iter().enumerate() {
        match byte {
            b'=' => {
                padding += 1;
                let is_complete = digits % 4 >= 2 && digits % 4 + padding >= 4;
                if is_complete {
                    if index + 1 < text.len() {
                        return Err("Excess data after padding".to_owned());
                    }
                    return Ok(digits * 3 / 4);
                }
            }
            byte if !is_digit(*byte) => return Err("Only base64 data is allowed".to_owned()),
            _ if padding > 0 => return Err("Discontinuous padding not allowed".to_owned()),
            _ => digits += 1,
        }
    }
    match digits % 4 {
        0 => Ok(digits / 4 * 3),
        1 => Err(format!(
            "Invalid base64-encoded string: number of data characters ({digits}) cannot be 1 more than a multiple of 4"
        )),
        _ => Err("Incorrect padding".to_owned()),
    }
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_of_rfc_6455() {
        assert_eq!(
            answer("dGhlIHNhbXBsZSBub25jZQ=="),
            "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
        );
    }
}
