//! The tokens of what all these functions share.

mod arguments;
mod call;
mod declared;
mod item;
mod options;
mod plain_values;

pub(crate) use arguments::{argument, called, declared_parameters, gathered_arguments, turbofish};
pub(crate) use call::{function, gives_back, in_lane, lane};
pub(crate) use item::{conditions, operation_type, with_function, with_type};
pub(crate) use options::{added_middleware, effect, lane_options};
pub(crate) use plain_values::{plain_value, plain_values};
