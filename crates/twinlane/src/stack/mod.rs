//! The stack around a request, outside in: its run to the end, the last catch and the middleware of the application, error responses,
//! routing, the middleware of the operation, the operation.
//!
//! The access log is further out, in the server. An application without middleware has none of its steps: its request is the lifecycle's
//! future alone.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use http::request::Parts;
use tracing::{Instrument, Span};
use twinlane_lanes::{InFlight, RunToEnd, clean_up_when_dropped, run_to_end};
use twinlane_web::{Body, Response};

use crate::arrival::Arrival;
use crate::error::{Error, Result};
use crate::exchange::Exchange;
use crate::failure;
use crate::frozen::Frozen;
use crate::lifecycle;
use crate::middleware::{Answering, Innermost, Next};
use crate::request::{Request, RequestHead, RequestRest};

/// Answers a request within the whole stack. Dropped before its end, it goes on by itself; or, within a service that does so, it is
/// cancelled.
#[inline]
pub(crate) fn answer(
    app: &Arc<Frozen>,
    mut arrival: Arrival,
    (parts, body): (Parts, Body),
    (span, is_within): (Span, bool),
) -> RunToEnd<Response> {
    if !app.root_path.is_empty() {
        arrival.root_path = app.root_path.for_target(parts.uri.path());
    }
    let whole = if app.middleware.is_empty() {
        let whole = lifecycle::handle(Arc::clone(app), arrival, (parts, body));
        boxed(whole, span)
    } else {
        let rest = RequestRest {
            arrival,
            path_params: Vec::new(),
            max_body_size: app.max_body_size,
            names: Some(Arc::clone(&app.names)),
        };
        let request = Request::of_http(http::Request::from_parts(parts, body), rest);
        let innermost: Arc<dyn Innermost> = Arc::clone(app) as _;
        let whole = Next::new(app.middleware.clone(), innermost).run_outermost(request);
        if span.is_disabled() {
            whole
        } else {
            Box::pin(whole.instrument(span))
        }
    };
    if is_within {
        clean_up_when_dropped(whole, &app.in_flight)
    } else {
        run_to_end(whole, &app.in_flight)
    }
}

fn boxed(
    whole: impl Future<Output = Response> + Send + 'static,
    span: Span,
) -> Pin<Box<dyn Future<Output = Response> + Send>> {
    if span.is_disabled() {
        Box::pin(whole)
    } else {
        Box::pin(whole.instrument(span))
    }
}

/// Error responses, routing and operations: what the middleware of the application stands around.
impl Innermost for Frozen {
    fn answer(self: Arc<Self>, request: Request) -> Answering<Result<Response>> {
        Box::pin(async move { Ok(self.respond(request).await) })
    }

    fn respond(self: Arc<Self>, request: Request) -> Answering<Response> {
        let (arrival, request) = request.into_parts();
        Box::pin(lifecycle::handle(self, arrival, request))
    }

    fn error_response(
        self: Arc<Self>,
        error: Error,
        head: Box<RequestHead>,
    ) -> Answering<Response> {
        Box::pin(async move {
            let cx = Exchange {
                app: &self,
                parts: &head.parts,
                arrival: &head.arrival,
                found: None,
            };
            failure::respond(&cx, error).await
        })
    }

    fn has_handlers(&self) -> bool {
        !self.handlers.is_empty()
    }

    fn in_flight(&self) -> &InFlight {
        &self.in_flight
    }
}

#[cfg(test)]
mod tests;
