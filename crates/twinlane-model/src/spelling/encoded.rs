//! Base64 and hexadecimal digits, as strict as Pydantic's modes for bytes.

use base64::DecodeError;
use base64::alphabet::{Alphabet, STANDARD, URL_SAFE};
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, URL_SAFE as PADDED};
use base64::engine::{DecodePaddingMode, Engine};

const OPTIONAL_PADDING: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const OF_URLS: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, OPTIONAL_PADDING);
const USUAL: GeneralPurpose = GeneralPurpose::new(&STANDARD, OPTIONAL_PADDING);

/// An encoding of bytes in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Base64,
    Hex,
}

impl Encoding {
    /// Its name in Pydantic.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Base64 => "base64",
            Self::Hex => "hex",
        }
    }

    /// The bytes that the text holds; `Err`: why it holds none.
    pub(crate) fn decode(self, text: &str) -> Result<Vec<u8>, String> {
        match self {
            Self::Base64 => from_base64(text),
            Self::Hex => from_hex(text),
        }
    }

    pub(crate) fn encode(self, bytes: &[u8]) -> String {
        match self {
            Self::Base64 => to_base64(bytes),
            Self::Hex => to_hex(bytes),
        }
    }
}

/// The bytes of base64 in one of the two alphabets; `Err`: why not.
fn from_base64(text: &str) -> Result<Vec<u8>, String> {
    let (decoded, alphabet) = match OF_URLS.decode(text) {
        Err(DecodeError::InvalidByte(_, b'+' | b'/')) => (USUAL.decode(text), &STANDARD),
        decoded => (decoded, &URL_SAFE),
    };
    decoded.map_err(|error| match error {
        DecodeError::InvalidLastSymbol(offset, symbol) => last_symbol(offset, symbol, alphabet),
        error => error.to_string(),
    })
}

/// In the words of a later version of the crate, which is Pydantic's.
fn last_symbol(offset: usize, symbol: u8, alphabet: &Alphabet) -> String {
    let mut symbols = alphabet.as_str().bytes();
    let value = symbols.position(|known| known == symbol).unwrap_or(0);
    let character = char::from(symbol);
    format!(
        "Invalid last symbol 0x{symbol:02X} ('{character}') at offset {offset}, decoded as {value:#010b}."
    )
}

fn to_base64(bytes: &[u8]) -> String {
    PADDED.encode(bytes)
}

/// The bytes of pairs of digits; `Err`: why not.
fn from_hex(text: &str) -> Result<Vec<u8>, String> {
    if text.len() % 2 == 1 {
        return Err("Odd number of digits".to_owned());
    }
    let digits = text.as_bytes();
    let digit = |place: usize| {
        let byte = digits.get(place).copied().unwrap_or_default();
        let value = char::from(byte).to_digit(16);
        let value = value.and_then(|value| u8::try_from(value).ok());
        value.ok_or_else(|| {
            let character = char::from(byte);
            format!("Invalid character {character:?} at position {place}")
        })
    };
    let pairs = (0..digits.len() / 2).map(|pair| Ok(digit(2 * pair)? << 4 | digit(2 * pair + 1)?));
    pairs.collect()
}

fn to_hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default();
    let pairs = bytes
        .iter()
        .map(|byte| [digit(byte >> 4), digit(byte & 15)]);
    pairs.flatten().collect()
}
