//! A function without a mistake.

use super::lane::Lane;
use super::parameter::Parameter;
use crate::function::Function;

/// A function that the framework calls: what it reads, and the lane in which it runs.
pub(crate) struct Callable<'w> {
    pub(crate) function: &'w Function,
    pub(crate) lane: Lane,
    pub(crate) parameters: Vec<Parameter<'w>>,
    pub(crate) called: Called,
    /// True if the type of its name has no values.
    pub(crate) never: bool,
}

/// The time of a function's calls, which decides the source of its arguments.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Called {
    InRequests,
    AtStart,
}
