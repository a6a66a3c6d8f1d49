//! The stack around a request, outside in: its run to the end, the last catch and the middleware of the application, error responses,
//! routing, the middleware of the operation, the operation.
//!
//! The access log is further out, in the server. An application without middleware has none of its steps: its request is the lifecycle's
//! future alone.

mod probes;

use std::sync::Arc;

use http::request::Parts;
use tracing::{Instrument, Span};
use twinlane_lanes::{RunToEnd, clean_up_when_dropped, run_to_end};
use twinlane_web::{Body, Response};

use crate::arrival::Arrival;
use crate::errors::{Error, Result};
use crate::exchange::Exchange;
use crate::failure;
use crate::frozen::Frozen;
use crate::lifecycle;
use crate::middlewares::{Answering, Innermost};
use crate::request::{Request, RequestHead};
pub(crate) use probes::is_probe;

/// Answers a request within the whole stack. Dropped before its end, it goes on by itself; or, within a service that does so, it is
/// cancelled.
#[inline]
pub(crate) fn answer(
    app: &Arc<Frozen>,
    mut arrival: Arrival,
    (parts, body): (Parts, Body),
    (span, is_within): (Span, bool),
) -> RunToEnd<Response> {
    if let Some(probed) = probes::response(app, &arrival, &parts) {
        return run_to_end(probed, &app.in_flight);
    }
    let whole: Answering<Response> = if app.middleware.is_empty() {
        arrival.come_to(&app.root_path, &parts);
        if span.is_disabled() {
            // The place first: the future is made in it then, not copied into it.
            let place = Box::new_uninit();
            let whole = lifecycle::handle(Arc::clone(app), arrival, (parts, body));
            let whole = Box::write(place, whole);
            Box::into_pin(whole)
        } else {
            let whole = lifecycle::handle(Arc::clone(app), arrival, (parts, body));
            Box::pin(whole.instrument(span))
        }
    } else {
        let whole = lifecycle::answer_whole(app, arrival, (parts, body));
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

/// Error responses, routing and operations: what the middleware of the application stands around.
impl Innermost for Frozen {
    fn answer(self: Arc<Self>, request: Request) -> RunToEnd<Result<Response>> {
        let in_flight = self.in_flight.clone();
        let answering = lifecycle::handle_within(self, request);
        let answering = Box::pin(async move { Ok(answering.await) });
        clean_up_when_dropped(answering, &in_flight)
    }

    fn respond(self: Arc<Self>, request: Request) -> RunToEnd<Response> {
        let in_flight = self.in_flight.clone();
        // The place first: the future is made in it then, not copied into it.
        let place = Box::new_uninit();
        let answering = Box::write(place, lifecycle::handle_within(self, request));
        let answering: Answering<Response> = Box::into_pin(answering);
        clean_up_when_dropped(answering, &in_flight)
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

    fn sees_requests(&self) -> bool {
        self.sees_failed_requests()
    }

    fn shows_errors(&self) -> bool {
        self.debug
    }
}

#[cfg(test)]
mod tests;
