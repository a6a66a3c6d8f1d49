//! Gathering the arguments of a function and of its dependencies, whatever kind of operation it is.

use std::any::Any;
use std::mem;
use std::task::Waker;

use http::request::Parts;
use twinlane_lanes::Panicked;
use twinlane_web::Response;
use twinlane_web::form::FormError;
use twinlane_web::query::Query;
use twinlane_web::routing::Params;

use crate::call::Call;
use crate::dependencies::{
    DependencyWork, PlannedDependencies, RequestDependencies, gather_dependencies,
};
use crate::errors::{Error, HttpError, RequestValidationError, panicked};
use crate::exchange::Exchange;
use crate::frozen::FrozenFunction;
use crate::operation::GatherFn;
use crate::parameters::{BodyInput, Gather, Inputs, SlotSource};

/// The values that axum's extractors read, or the response of the first that refuses.
pub(super) async fn extract(
    function: &FrozenFunction,
    mut parts: Parts,
) -> Result<Vec<Option<Extracted>>, Box<Response>> {
    let mut values = Vec::new();
    let below = function.dependencies.iter();
    let below = below.flat_map(PlannedDependencies::slots);
    for slot in function.slots.iter().chain(below) {
        if let SlotSource::Extracted { extract, .. } = slot.source {
            values.push(Some(extract(&mut parts).await.map_err(Box::new)?));
        }
    }
    Ok(values)
}

pub(super) type Extracted = Box<dyn Any + Send>;

#[inline]
pub(super) fn inputs<'r>(
    cx: &Exchange<'r>,
    (function, path): (&'r FrozenFunction, &'r Params<'r>),
    body: BodyInput,
    extracted: Vec<Option<Extracted>>,
) -> Inputs<'r> {
    Inputs {
        path,
        path_names: &function.path_names,
        query: Query::new(cx.parts.uri.query().unwrap_or_default()),
        parts: cx.parts,
        arrival: cx.arrival,
        body,
        extracted,
    }
}

/// The progress of the dependencies beside their values, and the call of the function if it can run.
pub(super) type Gathered = (Option<Box<DependencyWork>>, Result<Call, Error>);

/// Gathers the arguments of the dependencies and of the function. Dependencies that may start early have been started.
#[expect(
    clippy::extra_unused_type_parameters,
    reason = "each caller has a function of its own, which is made a part of it"
)]
pub(super) fn gather_all<'r, Caller>(
    cx: &Exchange<'_>,
    (function, gather_call): (&'r FrozenFunction, GatherFn),
    dependencies: &'r PlannedDependencies,
    (inputs, waker): (Inputs<'r>, &'r Waker),
) -> Result<Gathered, Error> {
    let mut gather = Gather::new(&function.slots, inputs, function.error_limits);
    // With `cancel_on_disconnect` no dependency starts here: each starts later, where it can be given up.
    let begins = (!function.lanes.cancel_on_disconnect).then_some(waker);
    let call = Panicked::catch(|| {
        gather_dependencies(dependencies, &mut gather, begins);
        gather.take_up(&function.slots);
        gather_call(&mut gather)
    });
    let own = &mut gather.problems;
    let Some(request_dependencies) = &gather.request_dependencies else {
        return Err(HttpError::internal().into());
    };
    let unreadable = own.unreadable_body();
    if let Some(error) = unreadable.or_else(|| request_dependencies.unreadable_body()) {
        return Err(with_body(error, &mut gather.inputs.body));
    }
    let call = match (call, request_dependencies.error(&dependencies.order, own)) {
        (Err(panic), _) => Err(panicked(&cx.name(), &panic)),
        (_, Some(error)) => Err(with_body(error, &mut gather.inputs.body)),
        (Ok(Some(_)), None) if gather.is_cut_short() => return Err(FormError::Invalid.into()),
        (Ok(Some(call)), None) => Ok(call),
        // A dependency has refused. That ends the request at the dependency's place in the order.
        (Ok(None), None) => Err(HttpError::internal().into()),
    };
    let request_dependencies = gather.request_dependencies.as_mut();
    let work = request_dependencies.and_then(RequestDependencies::take_work);
    // Values that only dependencies have asked for are dropped here. Their destructors are the application's code as well.
    match Panicked::catch(|| gather.request_dependencies = None) {
        Ok(()) => Ok((work, call)),
        Err(panic) => Ok((work, Err(panicked(&cx.name(), &panic)))),
    }
}

/// The call with all its arguments, or the error that lists everything that is wrong with them.
#[expect(
    clippy::extra_unused_type_parameters,
    reason = "each caller has a function of its own, which is made a part of it"
)]
pub(super) fn gather<'r, Caller>(
    cx: &Exchange<'_>,
    (function, gather_call): (&'r FrozenFunction, GatherFn),
    inputs: Inputs<'r>,
) -> Result<Call, Error> {
    let mut gather = Gather::new(&function.slots, inputs, function.error_limits);
    // A default is the application's code, and so is a `Deserialize` written by hand: they may panic.
    match Panicked::catch(|| gather_call(&mut gather)) {
        Ok(Some(_)) if gather.is_cut_short() => Err(FormError::Invalid.into()),
        Ok(Some(call)) => Ok(call),
        Ok(None) => {
            let error = gather.problems.into_error();
            Err(with_body(error, &mut gather.inputs.body))
        }
        Err(panic) => Err(panicked(&cx.name(), &panic)),
    }
}

/// The error with the sent body. No parameter reads the body any more.
#[cold]
fn with_body(error: Error, body: &mut BodyInput) -> Error {
    match error.downcast::<RequestValidationError>() {
        Ok(error) => {
            let body = mem::replace(body, BodyInput::Absent);
            error.with_sent_body(body.into_sent()).into()
        }
        Err(error) => error,
    }
}
