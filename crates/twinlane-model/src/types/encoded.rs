//! Bytes in Pydantic's modes for JSON: `val_json_bytes` and `ser_json_bytes`.

use std::ops::Deref;

use bytes::Bytes;
use serde::{Deserializer, Serializer};

use super::read_text_as;
use crate::coerced::Coerced;
use crate::error::Kind;
use crate::refusal::{Refusal, Scanned};
use crate::schema::of_encoded_bytes;
use crate::shape::{Ruled, Scalar, nothing_more};
use crate::spelling::encoded::{from_base64, from_hex, to_base64, to_hex};
use crate::{DataType, JsonValue, Measure, Shape};

macro_rules! encoded_bytes {
    ($($(#[$doc:meta])* $name:ident: $encoding:literal, $schema:expr, $decode:ident, $encode:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        #[expect(clippy::exhaustive_structs, reason = "a wrapper to be taken apart")]
        pub struct $name(pub Bytes);

        impl Deref for $name {
            type Target = Bytes;

            fn deref(&self) -> &Bytes {
                &self.0
            }
        }

        impl From<Bytes> for $name {
            fn from(bytes: Bytes) -> Self {
                Self(bytes)
            }
        }

        impl From<Vec<u8>> for $name {
            fn from(bytes: Vec<u8>) -> Self {
                Self(bytes.into())
            }
        }

        /// Lengths count bytes.
        impl DataType for $name {
            const SHAPE: &'static Shape = &Shape::Scalar(&Scalar {
                label: "bytes",
                read: |value, strict| match value {
                    JsonValue::Str(text) if !strict => {
                        let bytes = $decode(text).map_err(|why| refusal($encoding, why))?;
                        let text = Coerced::text($encode(&bytes));
                        Ok(Scanned::new(text, Measure::Bytes(bytes.len())))
                    }
                    _ => Err(Kind::BytesType.into()),
                },
                last: nothing_more,
                schema: |_| $schema,
                ruled: Ruled::AsEncodedBytes,
            });

            fn read_from<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                read_text_as(deserializer, Self::from_text)
            }

            fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&$encode(&self.0))
            }

            fn measure(&self) -> Measure<'_> {
                Measure::Bytes(self.0.len())
            }

            fn from_text(text: &str) -> Option<Self> {
                $decode(text).ok().map(Self::from)
            }

            /// The content of a file is in no encoding.
            fn from_bytes(content: &Bytes) -> Option<Self> {
                Some(Self(content.clone()))
            }
        }
    )*};
}

encoded_bytes! {
    /// Bytes that JSON has as base64: a model with `val_json_bytes` and `ser_json_bytes` of `"base64"` in Pydantic.
    ///
    /// Read in either alphabet, with or without padding, and strictly: [`Base64Bytes`](super::Base64Bytes) skips what is
    /// no base64. Written in the alphabet for URLs, with padding.
    BytesAsBase64: "base64", of_encoded_bytes(Some("base64")), from_base64, to_base64;
    /// Bytes that JSON has as hexadecimal digits: Pydantic's mode `"hex"`.
    BytesAsHex: "hex", of_encoded_bytes(None), from_hex, to_hex;
}

fn refusal(encoding: &'static str, why: String) -> Refusal {
    let ctx = vec![
        ("encoding", JsonValue::from(encoding)),
        ("encoding_error", JsonValue::Str(why)),
    ];
    Refusal::new(Kind::BytesInvalidEncoding, ctx)
}
