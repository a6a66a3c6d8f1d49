//! The lane of a function, and the options of the lane.

use proc_macro2::Span;
use syn::Expr;

use crate::errors::Errors;
use crate::function::Function;
use crate::options::Options;

/// The lane that runs the function.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Lane {
    Loop,
    Thread,
    Cpu,
    InPlace,
}

/// The options of the run, beside its lane.
#[derive(Default)]
pub(crate) struct LaneOptions {
    pub(crate) thread_capacity: Option<Expr>,
    pub(crate) thread_queue: Option<Expr>,
    pub(crate) never_shed: bool,
    pub(crate) cancel_on_disconnect: Option<bool>,
}

impl LaneOptions {
    pub(crate) fn take(options: &mut Options, errors: &mut Errors) -> Self {
        let cancel = options.span("cancel_on_disconnect");
        Self {
            thread_capacity: options.at_least_one("thread_capacity", errors),
            thread_queue: options.expression("thread_queue", errors),
            never_shed: options.flag("never_shed", errors),
            cancel_on_disconnect: cancel.map(|_| options.flag("cancel_on_disconnect", errors)),
        }
    }
}

pub(crate) fn lane(function: &Function, options: &mut Options, errors: &mut Errors) -> Lane {
    let named = [("cpu", Lane::Cpu), ("in_place", Lane::InPlace)];
    let asked = named.map(|(name, lane)| {
        let place = options.span(name);
        options
            .flag(name, errors)
            .then_some((name, lane, place.unwrap_or_else(Span::call_site)))
    });
    let is_async = function.signature.asyncness.is_some();
    match asked {
        [Some((one, ..)), Some((other, lane, place))] => {
            let message = format!("a function runs in one lane: remove `{one}` or `{other}`");
            errors.push_error(syn::Error::new(place, message));
            lane
        }
        [Some((name, _, place)), None] | [None, Some((name, _, place))] if is_async => {
            let message = format!(
                "an `async fn` runs on the event loop already: `{name}` is for a plain `fn`"
            );
            errors.push_error(syn::Error::new(place, message));
            Lane::Loop
        }
        [Some((_, lane, _)), None] | [None, Some((_, lane, _))] => lane,
        [None, None] if is_async => Lane::Loop,
        [None, None] => Lane::Thread,
    }
}

/// Refuses options of the thread lane on a function of another lane, and options of the queue on a function that is never shed.
pub(crate) fn check_thread_options(lane: Lane, options: &Options, errors: &mut Errors) {
    let waits_in_line = ["thread_capacity", "thread_queue"];
    let instead = match lane {
        Lane::Thread => {
            let waits = waits_in_line
                .iter()
                .find(|name| options.span(name).is_some());
            if let (Some(waits), Some(span)) = (waits, options.span("never_shed")) {
                let message = format!(
                    "what is never shed waits in no line: remove `never_shed` or `{waits}`"
                );
                errors.push_error(syn::Error::new(span, message));
            }
            return;
        }
        Lane::Loop => "an `async fn` runs on the event loop, which has no line to wait in",
        Lane::Cpu => "the cpu lane has one place for each core",
        Lane::InPlace => "what is `in_place` runs at once",
    };
    for name in waits_in_line.into_iter().chain(["never_shed"]) {
        if let Some(span) = options.span(name) {
            let message = format!("`{name}` is for a plain `fn` in the thread lane: {instead}");
            errors.push_error(syn::Error::new(span, message));
        }
    }
}
