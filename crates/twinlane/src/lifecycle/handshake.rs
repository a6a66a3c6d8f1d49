//! The handshake of a WebSocket: from the request to the task of the connection.
//!
//! The request waits until the function has decided on it, in a task of its own, which is that of the connection from then on. So
//! the response goes through the middleware as any other.

use std::sync::Arc;

use http::header::{CONNECTION, CONTENT_TYPE, HeaderValue, ORIGIN};
use http::request::Parts;
use http::{StatusCode, Version};
use tokio::sync::oneshot;
use tracing::{error, warn};
use twinlane_lanes::{
    Guard, InFlight, LinePace, RunToEnd, catch_panic, clean_up_when_dropped, spawn, until_given_up,
};
use twinlane_server::{LogText, Upgrade};
use twinlane_web::path::DecodedPath;
use twinlane_web::routing::{Outcome, Params};
use twinlane_web::{Body, Response};
use twinlane_websocket::{Handshake, Refusal, asks_for_websocket};

use super::dependencies::{GiveUp, Ran, run_with_dependencies};
use super::{Prepared, Unmatched, prepare, tell_matched};
use crate::answer::{Answered, OwnError};
use crate::arrival::Arrival;
use crate::dependencies;
use crate::errors::{Error, GivenUp, HttpError, Result, panicked, refused};
use crate::exchange::Exchange;
use crate::failure;
use crate::frozen::{Endpoint, Frozen, Operation};
use crate::middlewares::{Answering, Innermost, Next};
use crate::request::{Request, RequestHead, RequestRest, path_params};
use crate::websockets::{Census, Channel, Decision, Ending, Link, SharedChannel};

/// The operation that a handshake has met. `None`: the request is none, or the application has no WebSockets.
#[inline]
pub(super) fn met(
    app: &Arc<Frozen>,
    cx: &Exchange<'_>,
    path: &DecodedPath<'_>,
) -> Option<Unmatched> {
    is_asked_for(app, cx.parts).then(|| met_handshake(app, path))?
}

/// True if the request asks an application that has WebSockets for one.
#[inline]
pub(super) fn is_asked_for(app: &Frozen, parts: &Parts) -> bool {
    app.websockets.is_some() && asks_for_websocket(&parts.headers)
}

#[cold]
fn met_handshake(app: &Arc<Frozen>, path: &DecodedPath<'_>) -> Option<Unmatched> {
    let met = MetWebSocket {
        app: Arc::clone(app),
        path: path.to_string(),
    };
    let path = DecodedPath::decoded(&met.path);
    if met.find(&path).is_some() {
        return Some(Unmatched::WebSocket(met));
    }
    // Something may be mounted there that has it.
    let other = app.table.find(&http::Method::GET, &path);
    let is_mount = matches!(
        other,
        Outcome::Found {
            value: Endpoint::Mount(_),
            ..
        }
    );
    (!is_mount).then(|| Unmatched::Response(refused_handshake()))
}

/// The response to a handshake with nobody, as Uvicorn's.
fn refused_handshake() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::FORBIDDEN;
    end_refused(response)
}

/// The response of what stands around the operation, which may refuse too.
#[cold]
pub(super) fn ending_refused(answering: Answering<Response>) -> Answering<Response> {
    Box::pin(async { end_refused(answering.await) })
}

/// The connection of a refused handshake ends, as Uvicorn's: who has asked for a WebSocket has nothing further to ask on it.
fn end_refused(mut response: Response) -> Response {
    if response.status() == StatusCode::SWITCHING_PROTOCOLS {
        return response;
    }
    let headers = response.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    let text = HeaderValue::from_static("text/plain; charset=utf-8");
    headers.entry(CONTENT_TYPE).or_insert(text);
    response
}

/// An operation that a handshake has met, whatever middleware makes of the request.
pub(super) struct MetWebSocket {
    app: Arc<Frozen>,
    path: String,
}

impl MetWebSocket {
    fn find<'r>(&'r self, path: &'r DecodedPath<'_>) -> Option<(&'r Operation, Params<'r>)> {
        let table = self.app.websockets.as_ref()?;
        match table.find(&http::Method::GET, path) {
            Outcome::Found {
                value: Endpoint::Operation(operation),
                params,
            } => Some((operation, params)),
            _ => None,
        }
    }

    /// The response, within the middleware of the operation.
    pub(super) fn respond_within(self, arrival: Arrival, parts: Parts) -> Answering<Response> {
        let path = self.path.clone();
        let path = DecodedPath::decoded(&path);
        let met = Arc::new(self);
        let Some((operation, params)) = met.find(&path) else {
            return Box::pin(async { HttpError::internal().into_response() });
        };
        let rest = RequestRest {
            path_params: path_params(&arrival, (&operation.function.path_names, &params)),
            arrival,
            max_body_size: 0,
            names: Some(Arc::clone(&met.app.names)),
        };
        let request = Request::of_parts(parts, Body::empty(), rest);
        let list = operation.middleware.list().clone();
        if list.is_empty() {
            let response = Innermost::respond(Arc::clone(&met), request);
            return Box::pin(async { end_refused(response.await) });
        }
        ending_refused(Next::new(list, Arc::clone(&met) as _).run_outermost(request))
    }

    /// The response that the function decides on.
    async fn answer_handshake(self: Arc<Self>, mut request: Request) -> Result<Response> {
        let (arrival, _) = request.take_arrival_and_body();
        let (_, (parts, _)) = request.into_parts();
        let path = DecodedPath::decoded(&self.path);
        let Some((operation, params)) = self.find(&path) else {
            return Err(HttpError::internal().into());
        };
        let cx = Exchange {
            app: &self.app,
            parts: &parts,
            arrival: &arrival,
            found: Some((&operation.function, &params)),
        };
        let Some(rules) = &operation.websocket else {
            return Err(HttpError::internal().into());
        };
        let handshake = match Handshake::of(&parts.method, &parts.headers) {
            Ok(handshake) => handshake,
            Err(refusal) => return Ok(refusal_response(refusal)),
        };
        if parts.version < Version::HTTP_11 {
            return Err(HttpError::new(400, OLD_HTTP).into());
        }
        self.tell(&parts, operation);
        if !rules.origins.allow(&parts, arrival.scheme(&parts)) {
            warn_of_origin(&cx);
            return Ok(refused_handshake());
        }
        let mut own = parts.clone();
        let Some(upgrade) = Upgrade::take(&mut own.extensions) else {
            error!("{}: {NO_UPGRADE}", cx.name());
            return Err(HttpError::internal().into());
        };
        let (decision, decided) = oneshot::channel();
        let channel = Arc::new(Channel::new(
            handshake,
            decision,
            Arc::clone(rules),
            #[cfg(feature = "sessions")]
            arrival.session.clone(),
        ));
        own.extensions.insert::<SharedChannel>(Arc::clone(&channel));
        let begun = Begun {
            met: Arc::clone(&self),
            arrival: arrival.clone(),
            parts: own,
            link: Link::new(Arc::clone(&channel), upgrade, &self.app.stop),
            channel,
            tracked: self.app.connections.track(),
        };
        spawn(begun.run());
        match until_given_up(decided, true).await {
            Some(Ok(Decision::Accept(response))) => Ok(*response),
            Some(Ok(Decision::Refuse(answered))) => {
                cx.respond(*answered, StatusCode::FORBIDDEN).await
            }
            Some(Err(_)) => Err(HttpError::internal().into()),
            None => Err(GivenUp::here().into()),
        }
    }

    /// Tells middleware that may ask which operation the request has met.
    fn tell(&self, parts: &Parts, operation: &Operation) {
        if self.app.tells_matched {
            tell_matched(parts, operation);
        }
    }

    async fn respond_or_fail(self: Arc<Self>, request: Request) -> Response {
        let head = request.head_for_error(true);
        match Arc::clone(&self).answer_handshake(request).await {
            Ok(response) => response,
            Err(error) => self.error_response(error, head).await,
        }
    }
}

/// RFC 6455 wants HTTP/1.1, and a proxy that speaks HTTP/1.0 would not pass the frames on.
const OLD_HTTP: &str = "Failed to open a WebSocket connection: it needs HTTP/1.1.";

/// Says now and then that pages of other origins want to connect: a proxy that hides the host or the scheme looks the same.
#[cold]
fn warn_of_origin(cx: &Exchange<'_>) {
    static PACE: LinePace = LinePace::new();
    if PACE.is_due() {
        let origin = cx.parts.headers.get(ORIGIN).map(HeaderValue::as_bytes);
        let origin = String::from_utf8_lossy(origin.unwrap_or_default());
        let own = twinlane_web::url::origin(cx.parts, cx.arrival.scheme(cx.parts));
        warn!(
            "{}: a page of {} may not connect to {}; `origins` of the operation says which may",
            cx.name(),
            LogText(&origin),
            LogText(own.unwrap_or_default()),
        );
    }
}

const NO_UPGRADE: &str =
    "its server, or a layer around the application, does not let a request become a WebSocket";

fn refusal_response(refusal: Refusal) -> Response {
    let mut response = Response::new(Body::full(refusal.text));
    *response.status_mut() = refusal.status;
    *response.headers_mut() = refusal.headers;
    response
}

impl Innermost for MetWebSocket {
    fn answer(self: Arc<Self>, request: Request) -> RunToEnd<Result<Response>> {
        let in_flight = self.app.in_flight.clone();
        clean_up_when_dropped(Box::pin(self.answer_handshake(request)), &in_flight)
    }

    fn respond(self: Arc<Self>, request: Request) -> RunToEnd<Response> {
        let in_flight = self.app.in_flight.clone();
        clean_up_when_dropped(Box::pin(self.respond_or_fail(request)), &in_flight)
    }

    fn error_response(
        self: Arc<Self>,
        error: Error,
        head: Box<RequestHead>,
    ) -> Answering<Response> {
        Box::pin(async move {
            let path = DecodedPath::decoded(&self.path);
            let found = self.find(&path);
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

/// A connection whose function begins.
struct Begun {
    met: Arc<MetWebSocket>,
    arrival: Arrival,
    parts: Parts,
    channel: Arc<Channel>,
    link: Link,
    tracked: Guard,
}

impl Begun {
    /// The task of the connection: the function with its dependencies, the last word, and the teardowns after it.
    async fn run(self) {
        let Self {
            met,
            arrival,
            parts,
            channel,
            mut link,
            tracked: _connection,
        } = self;
        let path = DecodedPath::decoded(&met.path);
        let Some((operation, params)) = met.find(&path) else {
            return;
        };
        let cx = Exchange {
            app: &met.app,
            parts: &parts,
            arrival: &arrival,
            found: Some((&operation.function, &params)),
        };
        let _counting = Census::count(&channel);
        let running = link.run(run_function(&cx, (operation, &params), &channel));
        let (answered, undone_after) = match catch_panic(running).await {
            Ok(ran) => ran,
            Err(panic) => (Err(Arc::new(panicked(&cx.name(), &panic))), None),
        };
        let (ending, outcome) = ending(answered);
        channel.end(ending, &cx.name());
        link.finish().await;
        if let Some(rest) = undone_after {
            rest.results
                .undo_after_response(outcome, &rest.context)
                .await;
        }
    }
}

/// The function of a connection, with its dependencies.
async fn run_function(
    cx: &Exchange<'_>,
    (operation, params): (&Operation, &Params<'_>),
    channel: &Channel,
) -> Ran {
    let lanes = &operation.function.lanes;
    let give_up = UntilAbandoned(channel, &cx.app.connections);
    let prepared = prepare::<Begun>(cx, (operation, params), &mut Body::empty()).await;
    match prepared {
        Err(error) => (Err(Arc::new(error)), None),
        Ok(Prepared::Refused(response)) => {
            // The extractor's own word.
            let error = OwnError::new("response", Answered::response(*response));
            (Err(Arc::new(error.into())), None)
        }
        Ok(Prepared::Call(call)) => {
            let running = call.run(&lanes.site, &lanes.threads);
            let answered = match give_up.until_given_up(running).await {
                Some(Ok(answered)) => answered,
                Some(Err(refusal)) => Answered::failed(refused(&cx.name(), &refusal)),
                None => Answered::failed(GivenUp::here()),
            };
            (dependencies::separate_error(answered), None)
        }
        Ok(Prepared::Dependencies(planned, work, call)) => {
            let planned = (operation, planned);
            Box::pin(run_with_dependencies(cx, planned, (*work, call), &give_up)).await
        }
    }
}

/// Until its client has gone and it does not notice, or until the end of a stop.
struct UntilAbandoned<'c>(&'c Channel, &'c InFlight);

impl GiveUp for UntilAbandoned<'_> {
    async fn until_given_up<F: Future + Send>(&self, future: F) -> Option<F::Output> {
        let Self(channel, connections) = self;
        let running = channel.until_abandoned(future);
        connections.until_cancelled(running).await.flatten()
    }
}

/// The end of a function, for its connection and for the teardowns after it.
fn ending(answered: std::result::Result<Answered, Arc<Error>>) -> (Ending, dependencies::Outcome) {
    match answered.map_err(Ending::of) {
        Ok(_) => (Ending::Returned, dependencies::Outcome::Answered),
        Err(ending) => {
            let outcome = match &ending {
                Ending::Failed(error) => dependencies::Outcome::Failed(Arc::clone(error)),
                Ending::Returned | Ending::Disconnected => dependencies::Outcome::ClientGone,
            };
            (ending, outcome)
        }
    }
}
