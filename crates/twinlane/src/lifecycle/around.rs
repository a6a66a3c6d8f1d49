//! An operation within its middleware, which sees its error before that becomes a response.

use std::net::SocketAddr;
use std::sync::Arc;

use http::{Method, Request};
use twinlane_lanes::InFlight;
use twinlane_web::path::DecodedPath;
use twinlane_web::routing::Outcome;
use twinlane_web::{Body, Response};

use super::answer;
use crate::error::{Error, GivenUp, HttpError, panicked};
use crate::exchange::Exchange;
use crate::frozen::{Endpoint, Frozen, Operation};
use crate::middleware::{self, Answering, Innermost};

/// The response of the operation and its middleware, or what kept it from one.
pub(super) async fn answer_within(
    cx: &Exchange<'_>,
    (app, operation): (Arc<Frozen>, &Operation),
    body: Body,
) -> Result<Response, Error> {
    let parts = cx.parts.clone();
    let met = Arc::new(MetOperation {
        app,
        client: cx.client,
        method: parts.method.clone(),
        path: parts.uri.path().to_owned(),
    });
    let request = Request::from_parts(parts, body);
    let list = operation.middleware.clone();
    match middleware::answer_within(list, met, request).await {
        Ok(answered) => answered.unwrap_or_else(|| Err(GivenUp::here().into())),
        Err(panic) => Err(panicked(&cx.name(), &panic)),
    }
}

/// An operation that a request has met, whatever middleware makes of the request.
struct MetOperation {
    app: Arc<Frozen>,
    client: Option<SocketAddr>,
    method: Method,
    path: String,
}

impl Innermost<Result<Response, Error>> for MetOperation {
    fn answer(self: Arc<Self>, request: Request<Body>) -> Answering<Result<Response, Error>> {
        Box::pin(async move {
            let path = DecodedPath::new(&self.path);
            let Outcome::Found {
                value: Endpoint::Operation(operation),
                ref params,
            } = self.app.table.find(&self.method, &path)
            else {
                return Err(HttpError::internal().into());
            };
            let (parts, mut body) = request.into_parts();
            let cx = Exchange {
                app: &self.app,
                parts: &parts,
                client: self.client,
                found: Some((&operation.function, params)),
            };
            answer::<true>(&cx, (operation, params), &mut body).await
        })
    }

    fn in_flight(&self) -> &InFlight {
        &self.app.in_flight
    }
}
