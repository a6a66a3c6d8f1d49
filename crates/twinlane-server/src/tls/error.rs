//! The reasons for which TLS cannot be served.

use std::fmt;
use std::path::Path;

use crate::log_text::LogText;

/// The error for TLS that cannot be served. Each reason names the file or the option, and the remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsError(Vec<String>);

impl TlsError {
    pub(crate) fn of(reason: String) -> Self {
        Self(vec![reason])
    }

    /// Returns the reasons, one by one.
    pub fn reasons(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("; "))
    }
}

impl std::error::Error for TlsError {}

/// Collects the reasons.
#[derive(Default)]
pub(super) struct Problems(Vec<String>);

impl Problems {
    /// An option that is missing, or does not fit another.
    pub(super) fn option(&mut self, text: &str) {
        self.0.push(text.to_owned());
    }

    /// A file that cannot be used.
    pub(super) fn file(&mut self, file: &Path, text: impl fmt::Display) {
        let text = format!("{}: {text}", file.display());
        // A name of a file can be anything.
        self.0.push(LogText(&text).to_string());
    }

    pub(super) fn none<T>(self, value: Option<T>) -> Result<T, TlsError> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(TlsError(self.0)),
        }
    }
}
