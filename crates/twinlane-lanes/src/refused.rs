//! The reasons why a lane has no result.

use std::fmt;
use std::time::Duration;

use crate::panicked::Panicked;

/// The reason why a lane has no result of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refused {
    /// The queue is full. The function did not run.
    Full(Full),
    /// The function panicked, or the runtime was shut down before the function ran.
    Panicked(Panicked),
}

/// A queue that has reached its limit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Full {
    /// The number of calls that wait.
    pub waiting: usize,
    /// The estimated delay until a permit is free, from recent run times and the number of waiting calls.
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
