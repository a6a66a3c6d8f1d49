//! The origins of pages.

use http::request::Parts;
use twinlane_path::{Host, Scheme};

use crate::url;

/// The origin of a page: a scheme, a host and a port. `null` is not an origin.
///
/// Two origins are equal if they differ only in upper and lower case, or in a port that is the default of the scheme.
///
/// ```
/// use twinlane_web::origin::Origin;
///
/// assert!(Origin::parse("https://a.example") == Origin::parse("HTTPS://A.example:443"));
/// assert!(Origin::parse("https://a.example") != Origin::parse("http://a.example:443"));
/// assert!(Origin::parse("null").is_none());
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    scheme: &'a str,
    host: &'a str,
    port: Option<u16>,
}

impl<'a> Origin<'a> {
    /// Reads an origin as browsers send it. `None`: the text is not an origin.
    pub fn parse(text: &'a str) -> Option<Self> {
        let (scheme, host) = text.split_once("://")?;
        let host = Host::parse(host.as_bytes())?;
        let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
        is_scheme.then(|| Self::new(scheme, host))
    }

    /// Reads an origin from an option. `None`: it is not an origin, or its host has characters that host names do not have, such as `*`.
    ///
    /// ```
    /// use twinlane_web::origin::Origin;
    ///
    /// assert!(Origin::named("https://a.example").is_some());
    /// assert!(Origin::named("https://*.example").is_none());
    /// assert!(Origin::named("https://a.example;script-src").is_none());
    /// ```
    pub fn named(text: &'a str) -> Option<Self> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
        let origin = Self::parse(text)?;
        let is_named = origin.host.starts_with('[') || origin.host.bytes().all(is_plain);
        is_named.then_some(origin)
    }

    /// The reason why a text cannot be read as the [origin of an option](Self::named). `None`: it can.
    ///
    /// ```
    /// use twinlane_web::origin::Origin;
    ///
    /// assert_eq!(Origin::mistake("https://xn--bcher-kva.example"), None);
    /// assert!(Origin::mistake("https://bücher.example").unwrap().contains("xn--"));
    /// assert!(Origin::mistake("https://a.example/").unwrap().contains("path"));
    /// ```
    pub fn mistake(text: &str) -> Option<&'static str> {
        if Origin::named(text).is_some() {
            None
        } else if text.is_ascii() {
            Some(
                "an origin has a scheme and a host, as in `https://example.com`, and neither a path nor a star",
            )
        } else {
            Some(
                "browsers write the name of a host in ASCII, as in `https://xn--bcher-kva.example` for `https://bücher.example`",
            )
        }
    }

    /// The origin of the requested host, with this scheme. `None`: the request has no valid [`host`](url::host).
    pub fn own(parts: &'a Parts, scheme: Scheme) -> Option<Self> {
        Some(Self::new(scheme.as_str(), url::host(parts)?))
    }

    fn new(scheme: &'a str, host: Host<'a>) -> Self {
        Self {
            scheme,
            host: host.name(),
            port: host.port().or(usual_port(scheme)),
        }
    }
}

impl PartialEq for Origin<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.scheme.eq_ignore_ascii_case(other.scheme)
            && self.host.eq_ignore_ascii_case(other.host)
            && self.port == other.port
    }
}

impl Eq for Origin<'_> {}

/// The port that a scheme has anyway.
fn usual_port(scheme: &str) -> Option<u16> {
    let is = |name| scheme.eq_ignore_ascii_case(name);
    if is("http") || is("ws") {
        Some(80)
    } else if is("https") || is("wss") {
        Some(443)
    } else {
        None
    }
}
