//! Bytes and texts that are sent as base64.

use std::borrow::Cow;
use std::ops::Deref;

use super::text::text_type;
use crate::coerced::Coerced;
use crate::error::Kind;
use crate::refusal::{Refusal, Scanned};
use crate::schema::{of_bytes, of_format};
use crate::shape::{Made, Ruled, Scalar, nothing_more};
use crate::spelling::base64::{decode, encode};
use crate::{JsonValue, Measure};

macro_rules! encoded {
    ($($(#[$doc:meta])* $name:ident: $inner:ty, $url:literal, $schema:expr, $no_text:expr, $label:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        #[expect(clippy::exhaustive_structs, reason = "a wrapper to be taken apart")]
        pub struct $name(pub $inner);

        impl $name {
            /// Decodes a base64 text, by the same rules as a value in a request. `None`: the text is not base64.
            pub fn decode(text: &str) -> Option<Self> {
                <$inner>::of(decode(text, $url).ok()?).ok().map(Self)
            }

            fn made(&self) -> Measure<'_> {
                self.0.measure()
            }
        }

        impl Deref for $name {
            type Target = $inner;

            fn deref(&self) -> &$inner {
                &self.0
            }
        }

        text_type!(
            $name,
            Scalar {
                label: $label,
                read: |value, _| {
                    let JsonValue::Str(text) = value else {
                        return Err($no_text.into());
                    };
                    let decoded = decode(text, $url)
                        .map_err(|error| Refusal::because(Kind::Base64Decode, "error", error))?;
                    let inner = <$inner>::of(decoded)?;
                    let text = encode(inner.as_ref(), $url);
                    Ok(Scanned::new(Coerced::text(text), inner.into_measure()))
                },
                last: nothing_more,
                schema: |_| $schema,
                ruled: Ruled::AsMade(Made::Measured),
            },
            Self::decode,
            |value: &$name| encode(value.0.as_ref(), $url),
            Self::made
        );
    )*};
}

encoded! {
    /// Bytes that are sent as base64.
    Base64Bytes: Vec<u8>, false, of_bytes(Some("base64")), Kind::BytesType, "function-after[decode(), bytes]";
    /// Bytes that are sent as base64 in the alphabet for URLs.
    Base64UrlBytes: Vec<u8>, true, of_bytes(Some("base64url")), Kind::BytesType, "function-after[decode(), bytes]";
    /// A text that is sent as the base64 of its UTF-8. `from` takes the text itself, and `decode` reads base64. There is no `parse`, since
    /// it could mean either.
    Base64Str: String, false, of_format("base64"), Kind::StringType, "function-after[decode_str(), str]";
    /// A text that is sent as the base64 of its UTF-8, in the alphabet for URLs; otherwise like [`Base64Str`].
    Base64UrlStr: String, true, of_format("base64url"), Kind::StringType, "function-after[decode_str(), str]";
}

/// Bytes that are sent as base64.
trait Content: Sized {
    fn of(bytes: Vec<u8>) -> Result<Self, Refusal>;

    fn measure(&self) -> Measure<'_>;

    fn into_measure(self) -> Measure<'static>;
}

impl Content for Vec<u8> {
    fn of(bytes: Self) -> Result<Self, Refusal> {
        Ok(bytes)
    }

    fn measure(&self) -> Measure<'_> {
        Measure::MadeBytes(self.len())
    }

    fn into_measure(self) -> Measure<'static> {
        Measure::MadeBytes(self.len())
    }
}

impl Content for String {
    fn of(bytes: Vec<u8>) -> Result<Self, Refusal> {
        Self::from_utf8(bytes).map_err(|error| no_text(error.as_bytes(), &error.utf8_error()))
    }

    fn measure(&self) -> Measure<'_> {
        Measure::Made(Cow::Borrowed(self))
    }

    fn into_measure(self) -> Measure<'static> {
        Measure::Made(Cow::Owned(self))
    }
}

/// In Python's words.
fn no_text(bytes: &[u8], error: &std::str::Utf8Error) -> Refusal {
    let place = error.valid_up_to();
    let byte = bytes.get(place).copied().unwrap_or(0);
    let rest = bytes.len() - place;
    let what = match (error.error_len(), byte) {
        (None, _) => "unexpected end of data",
        (_, 0xC2..=0xF4) => "invalid continuation byte",
        _ => "invalid start byte",
    };
    let at = if error.error_len().is_none() && rest > 1 {
        format!("bytes in position {place}-{}", bytes.len() - 1)
    } else {
        format!("byte 0x{byte:02x} in position {place}")
    };
    Refusal::value_error(format!("'utf-8' codec can't decode {at}: {what}"))
}
