//! An operation within its middleware, which sees its error before that becomes a response.

use std::sync::Arc;

use http::Method;
use twinlane_lanes::{RunToEnd, catch_panic, clean_up_when_dropped, until_given_up};
use twinlane_web::path::DecodedPath;
use twinlane_web::routing::{Outcome, Params};
use twinlane_web::{Body, Response};

use super::{answer, failed, tell_matched};
use crate::errors::{Error, GivenUp, HttpError, Result, panicked};
use crate::exchange::Exchange;
use crate::failure;
use crate::frozen::{Endpoint, Frozen, Operation};
use crate::middlewares::{Answering, Innermost, Next};
use crate::request::{Request, RequestHead, RequestRest, path_params};

/// The response of the operation and its middleware, or the error that kept it from one.
pub(super) async fn answer_within(
    cx: &Exchange<'_>,
    app: Arc<Frozen>,
    (operation, params): (&Operation, &Params<'_>),
    body: Body,
) -> Result<Response> {
    let parts = cx.parts.clone();
    let met = Arc::new(MetOperation {
        app,
        method: parts.method.clone(),
        path: cx.route_path().to_string(),
    });
    let rest = RequestRest {
        arrival: cx.arrival.clone(),
        path_params: path_params(cx.arrival, (&operation.function.path_names, params)),
        max_body_size: operation.body.limits.max_bytes,
        names: Some(Arc::clone(&cx.app.names)),
    };
    let request = Request::of_parts(parts, body, rest);
    let list = operation.middleware.list().clone();
    let next = Next::new(list, met);
    // Made within the catch: a middleware may panic before it returns its future.
    let answering = async move { next.try_run(request).await };
    match catch_panic(until_given_up(answering, false)).await {
        Ok(answered) => answered.unwrap_or_else(|| Err(GivenUp::here().into())),
        Err(panic) => Err(panicked(&cx.name(), &panic)),
    }
}

/// An operation that a request has met, whatever middleware makes of the request.
struct MetOperation {
    app: Arc<Frozen>,
    method: Method,
    path: String,
}

impl MetOperation {
    /// The operation, with the parameters of the path.
    fn find<'r>(&'r self, path: &'r DecodedPath<'_>) -> Result<(&'r Operation, Params<'r>)> {
        match self.app.table.find(&self.method, path) {
            Outcome::Found {
                value: Endpoint::Operation(operation),
                params,
            } => Ok((operation, params)),
            _ => Err(HttpError::internal().into()),
        }
    }

    /// Answers a request, whose response is made of an error too if `responds`.
    async fn answer_request(&self, mut request: Request, responds: bool) -> Result<Response> {
        let path = DecodedPath::decoded(&self.path);
        let (operation, params) = self.find(&path)?;
        let (arrival, mut body) = request.take_arrival_and_body();
        let parts = request.parts();
        let cx = Exchange {
            app: &self.app,
            parts,
            arrival: &arrival,
            found: Some((&operation.function, &params)),
        };
        tell_matched(parts, operation);
        match answer::<Self>(&cx, (operation, &params), &mut body).await {
            Err(error) if responds => Ok(Box::pin(failed(&cx, error)).await),
            answered => answered,
        }
    }
}

impl Innermost for MetOperation {
    fn answer(self: Arc<Self>, request: Request) -> RunToEnd<Result<Response>> {
        let in_flight = self.app.in_flight.clone();
        let answering = Box::pin(async move { self.answer_request(request, false).await });
        clean_up_when_dropped(answering, &in_flight)
    }

    fn respond(self: Arc<Self>, request: Request) -> RunToEnd<Response> {
        let in_flight = self.app.in_flight.clone();
        let answering = Box::pin(async move {
            let responded = self.answer_request(request, true).await;
            responded.unwrap_or_else(|_| HttpError::internal().into_response())
        });
        clean_up_when_dropped(answering, &in_flight)
    }

    fn error_response(
        self: Arc<Self>,
        error: Error,
        head: Box<RequestHead>,
    ) -> Answering<Response> {
        Box::pin(async move {
            let path = DecodedPath::decoded(&self.path);
            let found = self.find(&path).ok();
            failure::respond(&Exchange::of_head(&self.app, &head, found.as_ref()), error).await
        })
    }

    fn sees_requests(&self) -> bool {
        self.app.sees_failed_requests()
    }

    fn shows_errors(&self) -> bool {
        self.app.debug
    }
}
