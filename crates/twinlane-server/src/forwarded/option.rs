//! Options that an operator types.

use std::fmt;

/// The error for an invalid option about proxies. It names every mistake, and the text to type instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProxyOptionError(String);

impl ProxyOptionError {
    pub(super) fn new(mistake: String) -> Self {
        Self(mistake)
    }

    pub(super) fn unless_empty(mistakes: &[String]) -> Result<(), Self> {
        if mistakes.is_empty() {
            Ok(())
        } else {
            Err(Self(mistakes.join("; ")))
        }
    }
}

impl fmt::Display for ProxyOptionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ProxyOptionError {}

/// The texts between the commas.
pub(super) fn items(list: &str) -> impl Iterator<Item = &str> {
    list.split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
}
