//! The path that a proxy has cut off a request's.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::option::ProxyOptionError;
use crate::request_check::Refusal;

/// The path prefix that a proxy removed from a request, in the extensions of the request: ASGI's `root_path`.
///
/// It begins with a slash and does not end with one: `/api/v1`. Links and pages contain it, so only a plain path is accepted:
/// `//elsewhere` would name a host.
///
/// ```
/// use twinlane_server::{ForwardedPrefix, Settings};
///
/// let prefix: ForwardedPrefix = "/api/v1/".parse()?;
/// assert_eq!(prefix.as_str(), "/api/v1");
/// let settings = Settings::new().root_path(prefix);
///
/// assert!("//elsewhere".parse::<ForwardedPrefix>().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForwardedPrefix(Arc<str>);

impl ForwardedPrefix {
    /// Returns the path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The prefix that a proxy names. `None`: it has cut nothing off.
    ///
    /// # Errors
    ///
    /// The prefix is no path.
    pub(super) fn read(text: &[u8]) -> Result<Option<Self>, Refusal> {
        let refusal =
            Refusal("Invalid HTTP request: the prefix that a proxy has forwarded is no path.");
        let text = str::from_utf8(text).map_err(|_| refusal)?;
        if text == "/" {
            return Ok(None);
        }
        Self::of(text).map(Some).ok_or(refusal)
    }

    fn of(text: &str) -> Option<Self> {
        let is_path =
            text.starts_with('/') && !text.contains("//") && text.bytes().all(is_path_byte);
        let path = text.strip_suffix('/').unwrap_or(text);
        (is_path && !path.is_empty()).then(|| Self(path.into()))
    }
}

impl FromStr for ForwardedPrefix {
    type Err = ProxyOptionError;

    fn from_str(text: &str) -> Result<Self, ProxyOptionError> {
        Self::of(text).ok_or_else(|| {
            ProxyOptionError::new(format!(
                "`{text}` is no root path: write what the proxy cuts off, such as /api/v1, in ASCII and without `%`"
            ))
        })
    }
}

impl fmt::Display for ForwardedPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// RFC 3986's `pchar` and the slash. A percent sign would have to be decoded by some and not by others, so there is none.
fn is_path_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=:@".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_a_path_and_nothing_else() {
        for (text, prefix) in [
            ("/api", Some("/api")),
            ("/api/v1/", Some("/api/v1")),
            ("/", None),
            ("/a-b_c.d~e/@f:g", Some("/a-b_c.d~e/@f:g")),
        ] {
            let read = ForwardedPrefix::read(text.as_bytes()).unwrap();
            assert_eq!(read.as_ref().map(ForwardedPrefix::as_str), prefix, "{text}");
        }
        #[rustfmt::skip]
        let others = [
            "", "api", "//evil.example", "//", "/a//b", "/a//", "/\\evil.example", "/a b", "/a?b", "/a#b", "/%2f", "/a\"b", "/<b>",
            "https://evil.example", "/\u{e9}", "/a\tb", "/a\0",
        ];
        for text in others {
            assert!(ForwardedPrefix::read(text.as_bytes()).is_err(), "{text:?}");
            assert!(text.parse::<ForwardedPrefix>().is_err(), "{text:?}");
        }
        assert!(ForwardedPrefix::read(b"/\xff").is_err());
    }
}
