//! The data types beyond Rust's standard library.
//!
//! | type | reads | writes |
//! | --- | --- | --- |
//! | [`Date`] ([`chrono::NaiveDate`]) | `2024-01-02`, a moment or timestamp at midnight | `2024-01-02` |
//! | [`DateTime`] | RFC 3339 with or without a zone, a date, a timestamp in seconds or milliseconds | `2024-01-02T03:04:05Z` |
//! | [`chrono::DateTime`] of [`Utc`](chrono::Utc) or [`FixedOffset`](chrono::FixedOffset) | the same, with a zone | the same |
//! | [`chrono::NaiveDateTime`] | the same, without a zone | `2024-01-02T03:04:05` |
//! | [`Time`], [`chrono::NaiveTime`] | `03:04`, `03:04:05.5Z`, seconds since midnight | `03:04:05` |
//! | [`chrono::TimeDelta`], [`std::time::Duration`] | ISO 8601, `1 day, 02:00:00`, seconds as a number | `P1DT2H` |
//! | [`Uuid`], [`Uuid4`] and its like | with or without hyphens, in braces, as a URN | with hyphens |
//! | [`Decimal`] | texts and numbers, at most 28 digits | a text |
//! | [`Url`], [`HttpUrl`] and its like | absolute URLs | in their normal form |
//! | [`Email`], [`NameEmail`] | addresses, also as `Ada <ada@example.com>` | in their normal form |
//! | addresses of [`std::net`], networks of [`ipnet`], [`Interface`] | texts, and numbers | as Python writes them |
//! | [`Bytes`] | UTF-8 | UTF-8 |
//! | [`Base64Bytes`], [`Base64Str`] and their like | base64, as lax as Python | base64 with padding |
//! | [`BytesAsBase64`], [`BytesAsHex`] | base64 or hexadecimal digits, strictly | base64 for URLs, digits |
//! | [`Secret`] | what it holds | stars |
//! | [`JsonText`] | a text of JSON | the value |
//! | [`JsonColumn`], [`TextColumn`] | what they hold; a database has it as JSON or as a text | what they hold |
//! | `num_bigint::BigInt`, with the feature `num-bigint` | whole numbers of up to 4300 digits | a number |
//! | the dates, times and durations of `jiff` and `time`, with the features of these names | as those of chrono | the same |
//! | [`Regex`] | a pattern of the `regex` crate | its text |
//!
//! Each file has the table of a scalar and the Rust types that hold it.

/// `Serialize` for types that are Twinlane's own, so that `json!` takes them: as [`DataType`](crate::DataType) writes them.
macro_rules! serialize {
    ($($(#[$condition:meta])* [$($generics:tt)*] $type:ty;)*) => {$(
        $(#[$condition])*
        impl<$($generics)*> serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                crate::DataType::write_to(self, serializer)
            }
        }
    )*};
}

serialize! {
    [] DateTime;
    [] Time;
    [] Email;
    [] NameEmail;
    [] AnyHttpUrl;
    [] AnyWebsocketUrl;
    [] FileUrl;
    [] FtpUrl;
    [] HttpUrl;
    [] WebsocketUrl;
    [] Base64Bytes;
    [] BytesAsBase64;
    [] BytesAsHex;
    [] Base64Str;
    [] Base64UrlBytes;
    [] Base64UrlStr;
    [] Uuid1;
    [] Uuid3;
    [] Uuid4;
    [] Uuid5;
    [] Uuid6;
    [] Uuid7;
    [] Uuid8;
    [T: crate::DataType] Secret<T>;
    [T: crate::DataType] JsonText<T>;
    [T: crate::DataType] JsonColumn<T>;
    [T: crate::DataType] TextColumn<T>;
}

mod base64;
#[cfg(feature = "num-bigint")]
mod big_int;
mod bytes;
pub(crate) mod column;
mod conversions;
mod datetime;
mod decimal;
mod email;
mod encoded;
mod ip;
#[cfg(feature = "jiff")]
mod jiff;
mod json;
mod moments;
mod pattern;
mod secret;
mod text;
#[cfg(feature = "time")]
mod time;
mod url;
mod uuid;

pub use ::{chrono, ipnet};
pub use ::bytes::Bytes;
pub use ::regex::Regex;
pub use ::rust_decimal::Decimal;
pub use ::url::Url;
pub use ::uuid::Uuid;
pub use chrono::NaiveDate as Date;

pub use base64::{Base64Bytes, Base64Str, Base64UrlBytes, Base64UrlStr};
pub use column::{JsonColumn, TextColumn};
pub use conversions::ConversionError;
pub use datetime::{DateTime, Time};
pub use email::{Email, NameEmail};
pub use encoded::{BytesAsBase64, BytesAsHex};
pub use ip::Interface;
pub use json::JsonText;
pub use secret::Secret;
pub(crate) use text::read_text_as;
pub use url::{AnyHttpUrl, AnyWebsocketUrl, FileUrl, FtpUrl, HttpUrl, WebsocketUrl};
pub use uuid::{Uuid1, Uuid3, Uuid4, Uuid5, Uuid6, Uuid7, Uuid8, UuidOf};
