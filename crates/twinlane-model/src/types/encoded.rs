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
use crate::spelling::encoded::Encoding;
use crate::{DataType, JsonValue, Measure, Shape};

macro_rules! encoded_bytes {
    ($($(#[$doc:meta])* $name:ident: $encoding:expr, $schema:expr;)*) => {$(
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

        /// Lengths count bytes.
        impl DataType for $name {
            const SHAPE: &'static Shape = &Shape::Scalar(&Scalar {
                label: "bytes",
                read: |value, strict| match value {
                    JsonValue::Str(text) if !strict => {
                        let bytes = $encoding.decode(text).map_err(|why| refusal($encoding, why))?;
                        let text = Coerced::text($encoding.encode(&bytes));
                        Ok(Scanned::new(text, Measure::Bytes(bytes.len())))
                    }
                    _ => Err(Kind::BytesType.into()),
                },
                last: nothing_more,
                schema: |_| $schema,
                ruled: Ruled::AsEncodedBytes($encoding),
            });

            fn read_from<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                read_text_as(deserializer, Self::from_text)
            }

            fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&$encoding.encode(&self.0))
            }

            fn measure(&self) -> Measure<'_> {
                Measure::Bytes(self.0.len())
            }

            fn from_text(text: &str) -> Option<Self> {
                $encoding.decode(text).ok().map(Self::from)
            }

            /// The content of a file is in no encoding.
            fn from_bytes(content: &Bytes) -> Option<Self> {
                Some(Self(content.clone()))
            }
        }
    )*};
}

encoded_bytes! {
    /// Bytes as base64 in JSON: a Pydantic model with `val_json_bytes` and `ser_json_bytes` of `"base64"`.
    ///
    /// Both alphabets are read, with or without padding. Reading is strict, whereas [`Base64Bytes`](super::Base64Bytes) skips characters that
    /// are not base64. The output uses the alphabet for URLs, with padding.
    BytesAsBase64: Encoding::Base64, of_encoded_bytes(Some("base64"));
    /// Bytes as hexadecimal digits in JSON: Pydantic's mode `"hex"`.
    BytesAsHex: Encoding::Hex, of_encoded_bytes(None);
}

fn refusal(encoding: Encoding, why: String) -> Refusal {
    let ctx = vec![
        ("encoding", JsonValue::from(encoding.name())),
        ("encoding_error", JsonValue::Str(why)),
    ];
    Refusal::new(Kind::BytesInvalidEncoding, ctx)
}
