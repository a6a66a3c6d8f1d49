//! Conversions from and to the types that other code speaks: texts, and the type within.
//!
//! A conversion that may fail checks what reading a request checks, in the same words.

use std::fmt;
use std::str::FromStr;

use bytes::Bytes;
use chrono::{FixedOffset, NaiveDateTime, NaiveTime, Utc};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use serde_json::Value;
use url::Url;
use uuid::Uuid;

use super::{
    AnyHttpUrl, AnyWebsocketUrl, Base64Bytes, Base64Str, Base64UrlBytes, Base64UrlStr,
    BytesAsBase64, BytesAsHex, DateTime, Email, FileUrl, FtpUrl, HttpUrl, Interface, NameEmail,
    Time, Uuid1, Uuid3, Uuid4, Uuid5, Uuid6, Uuid7, Uuid8, UuidOf, WebsocketUrl,
};
use crate::{DataType, DataTypeExt};

/// The reason why a value cannot become one of another type. It does not show the value.
///
/// ```
/// use twinlane_model::types::Email;
///
/// let error = "ada".parse::<Email>().unwrap_err();
/// assert_eq!(error.to_string(), "value is not a valid email address: An email address must have an @-sign.");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversionError(String);

impl ConversionError {
    pub(super) fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

impl fmt::Display for ConversionError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for ConversionError {}

/// The value of a text, by the rules of its type.
pub(super) fn read_text<T: DataType>(text: &str) -> Result<T, ConversionError> {
    if let Some(value) = T::from_text(text).filter(T::holds) {
        return Ok(value);
    }
    T::from_value(Value::from(text)).map_err(|errors| {
        let first = errors.errors().first().map(|error| error.msg.clone());
        ConversionError(first.unwrap_or_default())
    })
}

macro_rules! texts {
    ($($type:ty)*) => {$(
        impl FromStr for $type {
            type Err = ConversionError;

            fn from_str(text: &str) -> Result<Self, ConversionError> {
                read_text(text)
            }
        }

        impl TryFrom<&str> for $type {
            type Error = ConversionError;

            fn try_from(text: &str) -> Result<Self, ConversionError> {
                read_text(text)
            }
        }

        impl TryFrom<String> for $type {
            type Error = ConversionError;

            fn try_from(text: String) -> Result<Self, ConversionError> {
                read_text(&text)
            }
        }
    )*};
}

texts! {
    Email NameEmail
    AnyHttpUrl AnyWebsocketUrl FileUrl FtpUrl HttpUrl WebsocketUrl
    DateTime Time
    Uuid1 Uuid3 Uuid4 Uuid5 Uuid6 Uuid7 Uuid8
    Interface<Ipv4Net> Interface<Ipv6Net> Interface<IpNet>
}

macro_rules! into_texts {
    ($($type:ty)*) => {$(
        impl From<$type> for String {
            fn from(value: $type) -> Self {
                value.to_string()
            }
        }
    )*};
}

into_texts! {
    Email
    AnyHttpUrl AnyWebsocketUrl FileUrl FtpUrl HttpUrl WebsocketUrl
    DateTime Time
    Uuid1 Uuid3 Uuid4 Uuid5 Uuid6 Uuid7 Uuid8
    Interface<Ipv4Net> Interface<Ipv6Net> Interface<IpNet>
}

/// Puts quotes around a name that could not be read without them.
impl From<NameEmail> for String {
    fn from(value: NameEmail) -> Self {
        value.to_readable()
    }
}

impl AsRef<str> for Email {
    fn as_ref(&self) -> &str {
        self
    }
}

macro_rules! urls {
    ($($type:ty)*) => {$(
        impl TryFrom<Url> for $type {
            type Error = ConversionError;

            fn try_from(url: Url) -> Result<Self, ConversionError> {
                read_text(url.as_str())
            }
        }

        impl From<$type> for Url {
            fn from(url: $type) -> Self {
                url.into_inner()
            }
        }

        impl AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }
    )*};
}

urls! { AnyHttpUrl AnyWebsocketUrl FileUrl FtpUrl HttpUrl WebsocketUrl }

impl<const VERSION: u8> TryFrom<Uuid> for UuidOf<VERSION> {
    type Error = ConversionError;

    fn try_from(uuid: Uuid) -> Result<Self, ConversionError> {
        Self::new(uuid).ok_or_else(|| ConversionError(format!("UUID version {VERSION} expected")))
    }
}

impl<const VERSION: u8> From<UuidOf<VERSION>> for Uuid {
    fn from(uuid: UuidOf<VERSION>) -> Self {
        uuid.into_inner()
    }
}

impl<const VERSION: u8> AsRef<Uuid> for UuidOf<VERSION> {
    fn as_ref(&self) -> &Uuid {
        self
    }
}

/// With hyphens.
impl<const VERSION: u8> fmt::Display for UuidOf<VERSION> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(formatter)
    }
}

macro_rules! wrappers {
    ($($type:ident: $inner:ty as $borrowed:ty;)*) => {$(
        impl From<$inner> for $type {
            fn from(inner: $inner) -> Self {
                Self(inner)
            }
        }

        impl From<$type> for $inner {
            fn from(value: $type) -> Self {
                value.0
            }
        }

        impl AsRef<$borrowed> for $type {
            fn as_ref(&self) -> &$borrowed {
                &self.0
            }
        }
    )*};
}

wrappers! {
    Base64Bytes: Vec<u8> as [u8];
    Base64UrlBytes: Vec<u8> as [u8];
    Base64Str: String as str;
    Base64UrlStr: String as str;
    BytesAsBase64: Bytes as [u8];
    BytesAsHex: Bytes as [u8];
}

macro_rules! decoded_texts {
    ($($type:ident)*) => {$(
        /// The text itself. [`decode`](Self::decode) reads base64.
        impl From<&str> for $type {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
    )*};
}

decoded_texts! { Base64Str Base64UrlStr }

macro_rules! byte_vectors {
    ($($type:ident)*) => {$(
        impl From<Vec<u8>> for $type {
            fn from(bytes: Vec<u8>) -> Self {
                Self(bytes.into())
            }
        }

        impl From<$type> for Vec<u8> {
            fn from(value: $type) -> Self {
                value.0.into()
            }
        }
    )*};
}

byte_vectors! { BytesAsBase64 BytesAsHex }

/// An error if the moment has no time zone. [`DateTime::assume_utc`] takes one without a zone for UTC.
impl TryFrom<DateTime> for chrono::DateTime<FixedOffset> {
    type Error = ConversionError;

    fn try_from(moment: DateTime) -> Result<Self, ConversionError> {
        match moment {
            DateTime::Aware(moment) => Ok(moment),
            DateTime::Naive(_) => Err(ConversionError::new("Input should have timezone info")),
        }
    }
}

/// An error if the moment has no time zone. [`DateTime::assume_utc`] takes one without a zone for UTC.
impl TryFrom<DateTime> for chrono::DateTime<Utc> {
    type Error = ConversionError;

    fn try_from(moment: DateTime) -> Result<Self, ConversionError> {
        chrono::DateTime::<FixedOffset>::try_from(moment).map(|moment| moment.to_utc())
    }
}

/// An error if the moment has a time zone. [`DateTime::naive`] leaves the zone out.
impl TryFrom<DateTime> for NaiveDateTime {
    type Error = ConversionError;

    fn try_from(moment: DateTime) -> Result<Self, ConversionError> {
        match moment {
            DateTime::Naive(moment) => Ok(moment),
            DateTime::Aware(_) => Err(ConversionError::new("Input should not have timezone info")),
        }
    }
}

/// An error if the time has a time zone.
impl TryFrom<Time> for NaiveTime {
    type Error = ConversionError;

    fn try_from(time: Time) -> Result<Self, ConversionError> {
        match time.offset {
            None => Ok(time.time),
            Some(_) => Err(ConversionError::new("Input should not have timezone info")),
        }
    }
}

impl<T> From<T> for Interface<T> {
    fn from(network: T) -> Self {
        Self(network)
    }
}

impl From<Interface<Self>> for IpNet {
    fn from(interface: Interface<Self>) -> Self {
        interface.0
    }
}

impl AsRef<IpNet> for Interface<IpNet> {
    fn as_ref(&self) -> &IpNet {
        &self.0
    }
}

macro_rules! interfaces {
    ($($net:ident in $variant:ident: $reason:literal;)*) => {$(
        impl From<Interface<$net>> for IpNet {
            fn from(interface: Interface<$net>) -> Self {
                interface.0.into()
            }
        }

        impl TryFrom<IpNet> for Interface<$net> {
            type Error = ConversionError;

            fn try_from(network: IpNet) -> Result<Self, ConversionError> {
                match network {
                    IpNet::$variant(network) => Ok(Self(network)),
                    _ => Err(ConversionError::new($reason)),
                }
            }
        }
    )*};
}

interfaces! {
    Ipv4Net in V4: "Input is not a valid IPv4 interface";
    Ipv6Net in V6: "Input is not a valid IPv6 interface";
}
