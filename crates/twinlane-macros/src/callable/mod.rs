//! A function that the framework calls with what it reads from a request: what all macros above such functions share.
//!
//! Nothing here knows of methods, responses and status codes. A kind of function, such as a path operation or a dependency, is a folder of
//! its own beside this one, made of these parts and of its own.

mod defaults;
mod called_types;
mod written;
mod signature;
mod path;
mod parameter;
mod source;
mod scopes;
mod lane;
mod effect;
mod middleware;
mod limits;
mod model;
mod fallback;
pub(crate) mod tokens;

pub(crate) use defaults::parse;
pub(crate) use effect::{Effect, dependencies};
pub(crate) use fallback::{function_with_type, no_function, type_alone};
pub(crate) use lane::{Lane, LaneOptions, check_thread_options, lane};
pub(crate) use limits::{ERROR_LIMITS, FORM_LIMITS};
pub(crate) use middleware::middleware;
pub(crate) use model::{Callable, Called};
pub(crate) use parameter::{Lent, Parameter, all as all_parameters};
pub(crate) use path::{path_template, path_text};
pub(crate) use signature::{check_callable, check_operation};
pub(crate) use source::Source;
pub(crate) use written::{MacroWords, PathAndOptions, WrittenCallable};
