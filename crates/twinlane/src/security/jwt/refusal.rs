//! Why a token is refused: for the log, since a client is told nothing.

use std::fmt;

/// The reason why a token is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It is not three parts of base64 with JSON objects in them.
    Malformed,
    /// Its header names another algorithm.
    Algorithm,
    /// Its header needs something that is not understood, and says so.
    Critical,
    /// Its header has an identity of the key that is no text.
    KeyId,
    /// Its signature is another's, or it was changed.
    Signature,
    /// One of its claims.
    Claim(String, &'static str),
    /// Its claims are not what the application reads.
    Unreadable(String),
}

impl Refusal {
    pub(super) fn claim(name: &str, why: &'static str) -> Self {
        Self::Claim(name.to_owned(), why)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed => f.write_str("it is malformed"),
            Self::Algorithm => f.write_str("its algorithm is not that of the key"),
            Self::Critical => f.write_str("its header has `crit` or `b64`, which is not supported"),
            Self::KeyId => f.write_str("the `kid` of its header is no text"),
            Self::Signature => f.write_str("its signature is wrong"),
            Self::Claim(name, why) => write!(f, "the claim `{name}`: {why}"),
            Self::Unreadable(error) => write!(f, "its claims cannot be read: {error}"),
        }
    }
}
