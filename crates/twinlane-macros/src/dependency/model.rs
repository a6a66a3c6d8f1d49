//! What a dependency means. Everything that is known to be wrong while compiling is found here.

use syn::Expr;

use super::signature;
use crate::callable::{
    Callable, LaneOptions, WrittenCallable, all_parameters, check_thread_options, lane,
};
use crate::errors::Errors;
use crate::options::WrittenOptions;

/// A dependency without a mistake.
pub(super) struct Dependency<'w> {
    pub(super) thread_capacity: Option<Expr>,
    pub(super) callable: Callable<'w>,
}

const OPTIONS: &[&str] = &["cpu", "in_place", "thread_capacity"];

impl<'w> Dependency<'w> {
    pub(super) fn new(
        written: &'w WrittenCallable,
        options: WrittenOptions,
        errors: &mut Errors,
    ) -> Self {
        let function = &written.function;
        signature::check(written, errors);
        let mut options = options.known(OPTIONS, errors);
        let lane = lane(function, &mut options, errors);
        check_thread_options(lane, &options, errors);
        let thread_capacity = LaneOptions::take(&mut options, errors).thread_capacity;
        let parameters = all_parameters(written, errors);
        Self {
            thread_capacity,
            callable: Callable {
                function,
                lane,
                parameters,
            },
        }
    }
}
