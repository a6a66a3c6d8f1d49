//! URLs.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use serde_json::{Map, Value};
use url::Url;

use super::text::text_type;
use crate::error::{Kind, repr_text};
use crate::refusal::{Refusal, Scanned};
use crate::schema::{Mode, of_format};
use crate::shape::{Made, Ruled, Scalar, nothing_more};
use crate::{JsonValue, Measure};

/// The schemes and the length that a kind of URL allows.
struct Allowed {
    /// The allowed schemes; empty for any.
    schemes: &'static [&'static str],
    max_length: Option<usize>,
}

const ANY: Allowed = Allowed {
    schemes: &[],
    max_length: None,
};

const URL: Scalar = Scalar {
    label: "function-wrap[wrap_val()]",
    read: |value, _| scan(value, &ANY),
    last: nothing_more,
    schema: |_| schema(&ANY),
    ruled: Ruled::AsMade(Made::Measured),
};

text_type!(
    Url,
    URL,
    |text| Self::parse(text).ok(),
    |url: &Url| url.as_str().to_owned(),
    made
);

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident: $schemes:expr, $max_length:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub struct $name(Url);

        impl $name {
            const ALLOWED: Allowed = Allowed { schemes: &$schemes, max_length: $max_length };

            fn made(&self) -> Measure<'_> {
                made(&self.0)
            }

            /// Wraps a URL. `None`: the URL is not of this kind.
            pub fn new(url: Url) -> Option<Self> {
                Self::ALLOWED.allows(&url).then_some(Self(url))
            }

            /// Unwraps the URL.
            pub fn into_inner(self) -> Url {
                self.0
            }
        }

        impl Deref for $name {
            type Target = Url;

            fn deref(&self) -> &Url {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }

        text_type!(
            $name,
            Scalar {
                label: "function-wrap[wrap_val()]",
                read: |value, _| scan(value, &$name::ALLOWED),
                last: nothing_more,
                schema: |_: Mode| -> Map<String, Value> { schema(&$name::ALLOWED) },
                ruled: Ruled::AsMade(Made::Measured),
            },
            |text: &str| {
                let fits = $name::ALLOWED.max_length.is_none_or(|most| text.chars().count() <= most);
                Url::parse(text).ok().filter(|_| fits).and_then($name::new)
            },
            |url: &$name| url.0.as_str().to_owned(),
            Self::made
        );
    )*};
}

kinds! {
    /// An `http` or `https` URL of any length.
    AnyHttpUrl: ["http", "https"], None;
    /// An `http` or `https` URL of at most 2083 characters.
    HttpUrl: ["http", "https"], Some(2083);
    /// A `ws` or `wss` URL of any length.
    AnyWebsocketUrl: ["ws", "wss"], None;
    /// A `ws` or `wss` URL of at most 2083 characters.
    WebsocketUrl: ["ws", "wss"], Some(2083);
    /// A `file` URL.
    FileUrl: ["file"], None;
    /// An `ftp` URL.
    FtpUrl: ["ftp"], None;
}

fn made(url: &Url) -> Measure<'_> {
    Measure::Made(Cow::Borrowed(url.as_str()))
}

impl Allowed {
    fn allows(&self, url: &Url) -> bool {
        let has_scheme = self.schemes.is_empty() || self.schemes.contains(&url.scheme());
        has_scheme
            && self
                .max_length
                .is_none_or(|most| url.as_str().len() <= most)
    }

    /// `'http' or 'https'`
    fn expected_schemes(&self) -> String {
        let schemes: Vec<String> = self
            .schemes
            .iter()
            .map(|scheme| repr_text(scheme))
            .collect();
        schemes.join(" or ")
    }
}

fn scan<'v>(value: &'v JsonValue, allowed: &Allowed) -> Result<Scanned<'v>, Refusal> {
    let JsonValue::Str(text) = value else {
        return Err(Kind::UrlType.into());
    };
    if let Some(most) = allowed.max_length
        && text.chars().count() > most
    {
        let most = i128::try_from(most).unwrap_or(i128::MAX);
        let ctx = vec![("max_length", JsonValue::Int(most))];
        return Err(Refusal::new(Kind::UrlTooLong, ctx));
    }
    if text.is_empty() {
        return Err(Refusal::because(
            Kind::UrlParsing,
            "error",
            "input is empty",
        ));
    }
    let url = Url::parse(text)
        .map_err(|error| Refusal::because(Kind::UrlParsing, "error", error.to_string()))?;
    if !allowed.schemes.is_empty() && !allowed.schemes.contains(&url.scheme()) {
        let expected = allowed.expected_schemes();
        return Err(Refusal::because(
            Kind::UrlScheme,
            "expected_schemes",
            expected,
        ));
    }
    Ok(Scanned::made_text(url.as_str().to_owned()))
}

fn schema(allowed: &Allowed) -> Map<String, Value> {
    let mut schema = of_format("uri");
    schema.insert("minLength".to_owned(), 1.into());
    if let Some(most) = allowed.max_length {
        schema.insert("maxLength".to_owned(), most.into());
    }
    schema
}
