//! The checked form of a path operation. Every mistake that the macro can know is found here.

mod callbacks;
mod options;
mod response;
mod selection;
mod signature;

use syn::LitStr;

use super::attribute::Written;
use super::option_names::{OPTIONS, OUTGOING_OPTIONS};
use super::{MacroName, Method};
use crate::callable::{
    Callable, Called, all_parameters, check_thread_options, lane, path_template, path_text,
};
use crate::errors::Errors;
use crate::options::WrittenOptions;

pub(super) use options::OperationOptions;
pub(super) use response::Response;
pub(super) use selection::Selection;

/// A path operation without a mistake.
pub(super) struct Operation<'w> {
    pub(super) method: Method,
    pub(super) path: LitStr,
    pub(super) options: OperationOptions,
    pub(super) callable: Callable<'w>,
}

impl<'w> Operation<'w> {
    /// The operation; `None` if a mistake leaves nothing to go on with.
    pub(super) fn new(written: &'w Written, errors: &mut Errors) -> Option<Self> {
        let function = &written.callable.function;
        signature::check(written, errors);
        let path = path(written, errors);
        let mut options = written_options(written).known(known_options(written), errors);
        let lane = lane(function, &mut options, errors);
        check_thread_options(lane, &options, errors);
        let options = OperationOptions::take(&mut options, function, errors);
        let parameters = all_parameters(&written.callable, errors);
        Some(Self {
            method: written.method,
            path: path?,
            options,
            callable: Callable {
                function,
                lane,
                parameters,
                called: Called::InRequests,
                never: false,
            },
        })
    }
}

fn path(written: &Written, errors: &mut Errors) -> Option<LitStr> {
    let (callable, arguments) = (&written.callable, written.arguments.as_ref());
    let example = written.macro_name.example();
    if written.macro_name.is_outgoing() {
        // The path is an address of others: a name, or one made of the values of an earlier request.
        path_text(callable, arguments, &example, errors)
    } else {
        path_template(callable, arguments, &example, errors)
    }
}

fn written_options(written: &Written) -> WrittenOptions {
    let arguments = written.arguments.as_ref();
    arguments.map_or_else(WrittenOptions::default, |arguments| {
        arguments.options.clone()
    })
}

fn known_options(written: &Written) -> &'static [&'static str] {
    match written.macro_name {
        MacroName::Operation(_) => OPTIONS,
        MacroName::Webhook | MacroName::Callback => OUTGOING_OPTIONS,
    }
}
