//! Gathering the arguments of an operation and of its dependencies.

use std::any::Any;
use std::task::Waker;

use http::request::Parts;
use twinlane_lanes::Panicked;
use twinlane_web::Response;
use twinlane_web::form::FormError;
use twinlane_web::query::Query;
use twinlane_web::routing::Params;

use crate::call::Call;
use crate::dependency::{
    DependencyWork, PlannedDependencies, RequestDependencies, gather_dependencies,
};
use crate::error::{Error, HttpError, panicked};
use crate::exchange::Exchange;
use crate::frozen::Operation;
use crate::parameter::{BodyInput, Gather, Inputs, SlotSource};

/// What axum's extractors read, or the answer of the first that refuses.
pub(super) async fn extract(
    operation: &Operation,
    mut parts: Parts,
) -> Result<Vec<Option<Extracted>>, Box<Response>> {
    let mut values = Vec::new();
    let below = operation.dependencies.iter();
    let below = below.flat_map(PlannedDependencies::slots);
    for slot in operation.slots.iter().chain(below) {
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
    (operation, path): (&'r Operation, &'r Params<'r>),
    body: BodyInput,
    extracted: Vec<Option<Extracted>>,
) -> Inputs<'r> {
    Inputs {
        path,
        path_names: &operation.path_names,
        query: Query::new(cx.parts.uri.query().unwrap_or_default()),
        parts: cx.parts,
        client: cx.client,
        body,
        extracted,
    }
}

/// What has become of the dependencies beside their values, and the operation, if it can run.
pub(super) type Gathered = (Option<Box<DependencyWork>>, Result<Call, Error>);

/// Gathers the arguments of the dependencies and of the operation; the dependencies that may begin have begun.
pub(super) fn gather_all<'r>(
    cx: &Exchange<'_>,
    (operation, dependencies): (&'r Operation, &'r PlannedDependencies),
    inputs: Inputs<'r>,
    waker: &'r Waker,
) -> Result<Gathered, Error> {
    let mut gather = Gather::new(&operation.slots, inputs, operation.error_limits);
    // What is given up when its client goes begins where it can be.
    let begins = (!operation.lanes.cancel_on_disconnect).then_some(waker);
    let call = Panicked::catch(|| {
        gather_dependencies(dependencies, &mut gather, begins);
        gather.take_up(&operation.slots);
        (operation.gather)(&mut gather)
    });
    let own = &mut gather.problems;
    let Some(request_dependencies) = &gather.request_dependencies else {
        return Err(HttpError::internal().into());
    };
    let unreadable = own.unreadable_body();
    if let Some(error) = unreadable.or_else(|| request_dependencies.unreadable_body()) {
        return Err(error);
    }
    let call = match (call, request_dependencies.error(&dependencies.order, own)) {
        (Err(panic), _) => Err(panicked(&cx.name(), &panic)),
        (_, Some(error)) => Err(error),
        (Ok(Some(_)), None) if gather.is_cut_short() => return Err(FormError::Invalid.into()),
        (Ok(Some(call)), None) => Ok(call),
        // One of them has refused, which ends the request at its place in the order.
        (Ok(None), None) => Err(HttpError::internal().into()),
    };
    let request_dependencies = gather.request_dependencies.as_mut();
    let further = request_dependencies.and_then(RequestDependencies::take_work);
    // Values that only dependencies have asked for end here, and how they do is the application's code as well.
    match Panicked::catch(|| gather.request_dependencies = None) {
        Ok(()) => Ok((further, call)),
        Err(panic) => Ok((further, Err(panicked(&cx.name(), &panic)))),
    }
}

/// The call with all its arguments, or the error that lists everything that is wrong with them.
pub(super) fn gather<'r>(
    cx: &Exchange<'_>,
    operation: &'r Operation,
    inputs: Inputs<'r>,
) -> Result<Call, Error> {
    let mut gather = Gather::new(&operation.slots, inputs, operation.error_limits);
    // A default is the application's code, and so is a `Deserialize` written by hand: they may panic.
    match Panicked::catch(|| (operation.gather)(&mut gather)) {
        Ok(Some(_)) if gather.is_cut_short() => Err(FormError::Invalid.into()),
        Ok(Some(call)) => Ok(call),
        Ok(None) => Err(gather.problems.into_error()),
        Err(panic) => Err(panicked(&cx.name(), &panic)),
    }
}
