//! The reasons for a lane without a result.

use std::fmt;
use std::time::Duration;

use crate::panicked::Panicked;

/// Why a lane has no result of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refused {
    /// Too many wait in line; the function was not run.
    Full(Full),
    /// The function panicked, or the runtime was shut down before its turn.
    Panicked(Panicked),
}

/// A line that is as long as it may get.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Full {
    /// The number of calls that wait.
    pub waiting: usize,
    /// After how long one who comes again may expect a turn: what those who wait will take, as functions have taken of
    /// late.
    pub retry_after: Duration,
}

impl From<Panicked> for Refused {
    fn from(panicked: Panicked) -> Self {
        Self::Panicked(panicked)
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full(full) => full.fmt(f),
            Self::Panicked(panicked) => panicked.fmt(f),
        }
    }
}

impl fmt::Display for Full {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the lane is full: {} wait in line", self.waiting)
    }
}

impl std::error::Error for Refused {}

impl std::error::Error for Full {}
