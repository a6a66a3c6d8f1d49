//! Errors of WebSockets.

use std::error::Error as StdError;
use std::fmt;

use super::Disconnected;
use crate::errors::RequestValidationError;

/// Closes the connection with a code: FastAPI's `WebSocketException`.
///
/// Return it, by `?`, from an operation or a dependency. Before the connection is accepted the client gets a 403, without the code and the reason.
///
/// ```
/// use twinlane::websocket::WebSocketError;
///
/// fn check(token: &str) -> Result<(), WebSocketError> {
///     if token == "secret" {
///         return Ok(());
///     }
///     Err(WebSocketError::new(1008, "the token is wrong"))
/// }
/// # assert!(check("other").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebSocketError {
    pub(super) code: u16,
    pub(super) reason: String,
}

impl WebSocketError {
    /// Creates an error with a close code: a code of RFC 6455, such as 1008 for a client without permission, or an own code from 4000 to 4999.
    ///
    /// The first 123 bytes of the reason are sent.
    pub fn new(code: u16, reason: impl Into<String>) -> Self {
        Self {
            code,
            reason: reason.into(),
        }
    }

    /// The code.
    pub fn code(&self) -> u16 {
        self.code
    }

    /// The reason.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for WebSocketError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.reason)
    }
}

impl StdError for WebSocketError {}

/// The reason why a message could not be received as a model.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReceiveError {
    /// The connection has ended.
    Disconnected(Disconnected),
    /// The message is invalid. The value lists all its errors. The connection is not affected: the next message can be received.
    ///
    /// An operation that returns this error closes the connection with 1008, and with the errors as the reason.
    Invalid(RequestValidationError),
}

impl fmt::Display for ReceiveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disconnected(disconnected) => disconnected.fmt(f),
            Self::Invalid(error) => error.fmt(f),
        }
    }
}

impl StdError for ReceiveError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(match self {
            Self::Disconnected(disconnected) => disconnected,
            Self::Invalid(error) => error,
        })
    }
}

impl From<Disconnected> for ReceiveError {
    fn from(disconnected: Disconnected) -> Self {
        Self::Disconnected(disconnected)
    }
}

impl From<RequestValidationError> for ReceiveError {
    fn from(error: RequestValidationError) -> Self {
        Self::Invalid(error)
    }
}
