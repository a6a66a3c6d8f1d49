//! The path of a request, as it is matched.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use percent_encoding::percent_decode_str;

use crate::scan::find_byte;

/// A percent-decoded path.
///
/// It is decoded as in Uvicorn: `%2F` becomes an ordinary slash, a `%` without two hexadecimal digits after it
/// stays, and bytes that are not UTF-8 become U+FFFD. Nothing is allocated for a path without a `%`.
///
/// ```
/// use twinlane_web::path::DecodedPath;
///
/// assert_eq!(DecodedPath::new("/a%2Fb/100%/%C3%A9").as_str(), "/a/b/100%/é");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodedPath<'u>(Cow<'u, str>);

impl<'u> DecodedPath<'u> {
    /// Decodes the path of a request's target, as `uri.path()` gives it.
    pub fn new(path: &'u str) -> Self {
        if find_byte(b'%', path.as_bytes()).is_some() {
            Self(percent_decode_str(path).decode_utf8_lossy())
        } else {
            Self(Cow::Borrowed(path))
        }
    }

    /// Takes a path that is already decoded.
    pub fn decoded(path: &'u str) -> Self {
        Self(Cow::Borrowed(path))
    }

    /// The path without this number of bytes at its start.
    ///
    /// # Panics
    ///
    /// If the bytes do not end at the end of a character.
    #[must_use]
    pub fn without_start(self, bytes: usize) -> Self {
        Self(match self.0 {
            Cow::Borrowed(path) => Cow::Borrowed(&path[bytes..]),
            Cow::Owned(mut path) => {
                path.drain(..bytes);
                Cow::Owned(path)
            }
        })
    }

    /// The decoded text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for DecodedPath<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// Prints the decoded text.
impl fmt::Display for DecodedPath<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
