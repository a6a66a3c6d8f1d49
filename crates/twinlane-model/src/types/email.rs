//! Email addresses.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use super::text::text_type;
use crate::error::Kind;
use crate::refusal::{Refusal, Scanned};
use crate::schema::of_format;
use crate::shape::{Made, Ruled, Scalar, nothing_more};
use crate::spelling::email::email;
use crate::{JsonValue, Measure};

/// An email address in its normal form: Pydantic's `EmailStr`.
///
/// Only the syntax is checked, not the existence of the mailbox.
///
/// ```
/// use twinlane_model::types::Email;
///
/// assert_eq!(Email::new(" Ada@EXAMPLE.com").as_deref().map(String::as_str), Ok("Ada@example.com"));
/// assert_eq!(Email::new("ada"), Err("An email address must have an @-sign.".to_owned()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

impl Email {
    /// Reads an email address.
    ///
    /// # Errors
    ///
    /// If the text is not an email address. The error gives the reason.
    pub fn new(text: &str) -> Result<Self, String> {
        email(text).map(|(_, address)| Self(address))
    }

    fn made(&self) -> Measure<'_> {
        Measure::Made(Cow::Borrowed(&self.0))
    }
}

impl Deref for Email {
    type Target = String;

    fn deref(&self) -> &String {
        &self.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// An email address with the name of its owner, `Ada Lovelace <ada@example.com>`: Pydantic's `NameEmail`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "diesel", derive(diesel::expression::AsExpression), diesel(sql_type = diesel::sql_types::Text))]
#[non_exhaustive]
pub struct NameEmail {
    /// The name. If the input has none, the part of the address before the `@`.
    pub name: String,
    /// The address.
    pub email: Email,
}

impl NameEmail {
    fn new(text: &str) -> Result<Self, String> {
        let (name, address) = email(text)?;
        Ok(Self {
            name,
            email: Email(address),
        })
    }

    /// The text that is read as this value, which [`Display`](fmt::Display) and JSON need not be: there Pydantic quotes no name but
    /// one with an `@`.
    pub(super) fn to_readable(&self) -> String {
        let plain = format!("{} <{}>", self.name, self.email);
        if Self::new(&plain).as_ref() == Ok(self) {
            plain
        } else {
            format!("\"{}\" <{}>", self.name, self.email)
        }
    }

    /// The text for a column.
    #[cfg(any(
        feature = "sqlx",
        feature = "diesel-postgres",
        feature = "diesel-sqlite"
    ))]
    pub(crate) fn to_column(&self) -> Result<String, super::ConversionError> {
        let text = self.to_readable();
        match Self::new(&text) {
            Ok(read) if read == *self => Ok(text),
            _ => Err(super::ConversionError::new(
                "no text is read as this name and address",
            )),
        }
    }
}

impl fmt::Display for NameEmail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.name.contains('@') {
            write!(formatter, "\"{}\" <{}>", self.name, self.email)
        } else {
            write!(formatter, "{} <{}>", self.name, self.email)
        }
    }
}

const EMAIL: Scalar = Scalar {
    label: "function-after[_validate(), str]",
    read: |value, _| {
        scan(value, Kind::StringType, |text| {
            Email::new(text).map(|email| email.0)
        })
    },
    last: nothing_more,
    schema: |_| of_format("email"),
    ruled: Ruled::AsMade(Made::Normal),
};

const NAME_EMAIL: Scalar = Scalar {
    label: "function-after[_validate(), str]",
    read: |value, _| {
        scan(value, Kind::NameEmailType, |text| {
            NameEmail::new(text).map(|email| email.to_readable())
        })
    },
    last: nothing_more,
    schema: |_| of_format("name-email"),
    ruled: Ruled::No,
};

text_type!(
    Email,
    EMAIL,
    |text| Self::new(text).ok(),
    Self::to_string,
    Self::made
);
text_type!(
    NameEmail,
    NAME_EMAIL,
    |text| Self::new(text).ok(),
    Self::to_string,
    |_| Measure::Lax
);

fn scan<'v>(
    value: &JsonValue,
    no_text: Kind,
    read: impl FnOnce(&str) -> Result<String, String>,
) -> Result<Scanned<'v>, Refusal> {
    let JsonValue::Str(text) = value else {
        return Err(no_text.into());
    };
    let email = read(text).map_err(|reason| Refusal::because(Kind::Email, "reason", reason))?;
    Ok(Scanned::made_text(email))
}
