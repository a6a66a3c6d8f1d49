//! The checked form of a dependency. Every mistake that the macro can know is found here.

use syn::Expr;

use super::{lifespan, signature};
use crate::callable::{
    Callable, Called, LaneOptions, WrittenCallable, all_parameters, check_thread_options, lane,
};
use crate::errors::Errors;
use crate::options::WrittenOptions;

/// A dependency without a mistake.
pub(super) struct Dependency<'w> {
    pub(super) is_lifespan: bool,
    pub(super) thread_capacity: Option<Expr>,
    pub(super) callable: Callable<'w>,
}

const OPTIONS: &[&str] = &["cpu", "in_place", "lifespan", "thread_capacity"];

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
        let is_lifespan = options.flag("lifespan", errors);
        if is_lifespan {
            lifespan::check_options(&options, errors);
        }
        check_thread_options(lane, &options, errors);
        let thread_capacity = LaneOptions::take(&mut options, errors).thread_capacity;
        let parameters = all_parameters(written, errors);
        if is_lifespan {
            lifespan::check_parameters(&parameters, errors);
        }
        Self {
            is_lifespan,
            thread_capacity,
            callable: Callable {
                function,
                lane,
                parameters,
                called: if is_lifespan {
                    Called::AtStart
                } else {
                    Called::InRequests
                },
                never: true,
            },
        }
    }
}
