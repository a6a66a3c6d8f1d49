//! A function that the framework calls with what it reads from a request: what all macros above such functions share.

mod effect;
mod lane;
mod parameter;
mod path;
mod scopes;
mod signature;
mod source;
pub(crate) mod tokens;

pub(crate) use effect::{Effect, dependencies};
pub(crate) use lane::{Lane, LaneOptions, check_thread_options, lane};
pub(crate) use parameter::{Lent, Parameter, all as all_parameters};
pub(crate) use path::read as read_path;
pub(crate) use signature::check as check_signature;
pub(crate) use source::Source;
