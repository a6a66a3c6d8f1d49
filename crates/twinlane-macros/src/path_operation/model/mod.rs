//! What a path operation means. Everything that is known to be wrong while compiling is found here.

mod callbacks;
mod limits;
mod options;
mod response;
mod selection;

use syn::LitStr;

use super::MacroName;
use super::attribute::Written;
use super::option_names::{OPTIONS, OUTGOING_OPTIONS};
use crate::callable::{
    Lane, Parameter, all_parameters, check_signature, check_thread_options, lane, read_path,
};
use crate::errors::Errors;
use crate::function::Function;

pub(super) use options::OperationOptions;
pub(super) use response::Response;
pub(super) use selection::Selection;

/// A path operation without a mistake.
pub(crate) struct Operation<'w> {
    pub(crate) method: super::Method,
    pub(crate) path: LitStr,
    pub(crate) lane: Lane,
    pub(crate) options: OperationOptions,
    pub(crate) parameters: Vec<Parameter<'w>>,
    pub(crate) function: &'w Function,
}

impl<'w> Operation<'w> {
    /// The operation; `None` where a mistake leaves nothing to go on with.
    pub(super) fn new(written: &'w Written, errors: &mut Errors) -> Option<Self> {
        let function = &written.function;
        check_signature(written, errors);
        let path = read_path(written, errors);
        let mut options = written
            .options
            .clone()
            .unwrap_or_default()
            .known(known_options(written), errors);
        let lane = lane(function, &mut options, errors);
        check_thread_options(lane, &options, errors);
        let options = OperationOptions::take(&mut options, function, errors);
        let parameters = all_parameters(written, errors);
        Some(Self {
            method: written.method,
            path: path?,
            lane,
            options,
            parameters,
            function,
        })
    }
}

fn known_options(written: &Written) -> &'static [&'static str] {
    match written.macro_name {
        MacroName::Operation(_) => OPTIONS,
        MacroName::Webhook | MacroName::Callback => OUTGOING_OPTIONS,
        MacroName::Dependency => &["cpu", "in_place", "thread_capacity"],
    }
}
