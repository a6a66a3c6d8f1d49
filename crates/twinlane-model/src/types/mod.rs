//! The types beyond Rust's own that are data types.
//!
//! Each file has the table of a scalar and the Rust types that hold it.

mod base64;
mod bytes;
mod datetime;
mod decimal;
mod ip;
mod json;
mod moments;
mod pattern;
mod secret;
mod text;
mod url;
mod uuid;

pub use base64::{Base64Bytes, Base64Str, Base64UrlBytes, Base64UrlStr};
pub use datetime::{DateTime, Time};
pub use ip::Interface;
pub use json::JsonText;
pub use secret::Secret;
pub(crate) use text::read_text_as;
pub use url::{AnyHttpUrl, AnyWebsocketUrl, FileUrl, FtpUrl, HttpUrl, WebsocketUrl};
pub use uuid::{Uuid1, Uuid3, Uuid4, Uuid5, Uuid6, Uuid7, Uuid8, UuidOf};
