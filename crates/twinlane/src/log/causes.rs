//! An error as the log has it: with its causes, in one line.

use std::error::Error as StdError;
use std::fmt;

use twinlane_server::LogText;

use crate::errors::Error;

/// An error for the log: its message and its causes, in one line.
pub(crate) struct Causes<'e>(pub(crate) &'e Error);

impl fmt::Display for Causes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        LogText(WithCauses(self.0.as_std())).fmt(f)
    }
}

pub(super) struct WithCauses<'e>(pub(super) &'e (dyn StdError + 'static));

impl fmt::Display for WithCauses<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, "; caused by: {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}
