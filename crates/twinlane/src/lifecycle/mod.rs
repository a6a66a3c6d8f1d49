//! One request, start to finish: every step is one line here. Read this first.

mod around;
mod body;
mod check;
mod dependencies;
mod gathering;
#[cfg(feature = "websockets")]
mod handshake;
mod mounted;

use std::future::{Future, poll_fn};
use std::sync::Arc;
use std::task::Poll;

use http::request::Parts;
use http::{Method, StatusCode, header};
use twinlane_lanes::{catch_panic, until_given_up};
use twinlane_web::path::DecodedPath;
use twinlane_web::routing::{Outcome, Params, Table};
use twinlane_web::{Body, Response, url};

use crate::arrival::Arrival;
use crate::call::Call;
use crate::dependencies::{DependencyWork, PlannedDependencies};
use crate::errors::{Error, GivenUp, HttpError, panicked, refused};
use crate::exchange::Exchange;
use crate::failure;
use crate::frozen::{Endpoint, Frozen, MountPoint, Operation};
use crate::matched::MatchedOperation;
use crate::request::{HasParts, Request, own_path_params};
#[cfg(feature = "sessions")]
use crate::session::SessionUse;
use around::answer_within;
use body::read_body;
pub(crate) use check::run_check;
use dependencies::with_dependencies;
use gathering::{extract, gather, gather_all, inputs};
use mounted::MetMount;
pub(crate) use mounted::answer_whole;

/// Answers a request that comes from the server.
pub(crate) fn handle(
    app: Arc<Frozen>,
    arrival: Arrival,
    request: (Parts, Body),
) -> impl Future<Output = Response> + Send {
    answer_request(app, arrival, request)
}

/// Answers a request that middleware has handed on.
pub(crate) fn handle_within(
    app: Arc<Frozen>,
    mut request: Request,
) -> impl Future<Output = Response> + Send {
    let (arrival, body) = request.take_arrival_and_body();
    answer_request(app, arrival, (request, body))
}

#[expect(
    clippy::manual_async_fn,
    reason = "an `async fn` would have room for the request twice: as it is given, and as it is used"
)]
fn answer_request<H: HasParts>(
    app: Arc<Frozen>,
    arrival: Arrival,
    (head, mut body): (H, Body),
) -> impl Future<Output = Response> + Send {
    async move {
        let parts = head.parts();
        let mut cx = Exchange {
            app: &app,
            parts,
            arrival: &arrival,
            found: None,
        };
        let path = cx.route_path();
        let found = find((&app, &cx), &path);
        let (operation, params) = match found {
            Ok(ref found) => found,
            Err(without) => {
                return match *without {
                    Unmatched::Response(response) => response,
                    Unmatched::Error(error) => Box::pin(failure::respond(&cx, error)).await,
                    Unmatched::Mounted(met, below) => {
                        met.respond_within(below, (head.into_parts(), body)).await
                    }
                    #[cfg(feature = "websockets")]
                    Unmatched::WebSocket(met) => {
                        met.respond_within(arrival, head.into_parts()).await
                    }
                };
            }
        };
        cx.found = Some((&operation.function, params));
        if app.tells_matched {
            tell_matched(parts, operation);
        }
        // Each arm returns its response: kept for both, every future would have room for it.
        let error = if operation.middleware.list().is_empty() {
            match answer::<H>(&cx, (operation, params), &mut body).await {
                Ok(response) => return response,
                Err(error) => error,
            }
        } else {
            let met = (*operation, params);
            match Box::pin(answer_within(&cx, Arc::clone(&app), met, body)).await {
                Ok(response) => return response,
                Err(error) => error,
            }
        };
        // Boxed: few requests fail, and every one would have room for it.
        Box::pin(failed(&cx, error)).await
    }
}

/// The response to the error of an operation.
async fn failed(cx: &Exchange<'_>, error: Error) -> Response {
    if let Some(matched) = cx.parts.extensions.get::<MatchedOperation>() {
        matched.tell_error(&error);
    }
    failure::respond(cx, error).await
}

/// Tells middleware that has asked for it which operation the request has met.
#[cold]
fn tell_matched(parts: &Parts, operation: &Operation) {
    if let Some(matched) = parts.extensions.get::<MatchedOperation>() {
        matched.tell(&operation.identity);
    }
}

/// The response of the operation, or the error that prevented it.
///
/// Each caller has a copy of this function, which the compiler inlines: a call would cost every request.
async fn answer<Caller>(
    cx: &Exchange<'_>,
    (operation, params): (&Operation, &Params<'_>),
    body: &mut Body,
) -> Result<Response, Error> {
    let call = match prepare::<Caller>(cx, (operation, params), body).await? {
        Prepared::Call(call) => call,
        // Boxed: most requests leave nothing to do for them, and every future would have room for it.
        Prepared::Dependencies(planned, work, call) => {
            return Box::pin(with_dependencies(cx, operation, planned, *work, call)).await;
        }
        Prepared::Refused(response) => return Ok(*response),
    };
    let lanes = &operation.function.lanes;
    let running = call.run(&lanes.site, &lanes.threads);
    let ended = until_given_up(running, lanes.cancel_on_disconnect).for_client();
    let ended = ended.await;
    let ended = ended.ok_or_else(GivenUp::here)?;
    let answered = ended.map_err(|refusal| refused(&cx.name(), &refusal))?;
    cx.respond(operation.shaped(answered), operation.status)
        .await
}

/// A request whose arguments have been gathered.
enum Prepared<'r> {
    /// All that is left is to call the operation.
    Call(Call),
    /// Something is left to do for its dependencies before that, or after.
    Dependencies(
        &'r PlannedDependencies,
        Box<DependencyWork>,
        Result<Call, Error>,
    ),
    /// An extractor has answered.
    Refused(Box<Response>),
}

/// Reads the body as the operation takes it, and gathers its arguments.
async fn prepare<'r, Caller>(
    cx: &Exchange<'r>,
    (operation, params): (&'r Operation, &'r Params<'r>),
    body: &mut Body,
) -> Result<Prepared<'r>, Error> {
    let function = &operation.function;
    let body = read_body(&operation.body, &cx.parts.headers, body).await?;
    let mut extracted = Vec::new();
    if function.extracts {
        let mut parts = cx.parts.clone();
        cx.arrival.note_scheme(&mut parts);
        match catch_panic(Box::pin(extract(function, parts))).await {
            Ok(Ok(values)) => extracted = values,
            Ok(Err(response)) => return Ok(Prepared::Refused(response)),
            Err(panic) => return Err(panicked(&cx.name(), &panic)),
        }
    }
    #[cfg(feature = "sessions")]
    if function.session != SessionUse::None
        && let Some(session) = &cx.arrival.session
        && !session.prepare_now(&cx.parts.headers)
    {
        // Boxed: few operations have one, and every future would have room for it.
        Box::pin(session.prepare_for(function.session, &cx.parts.headers)).await?;
    }
    #[cfg(feature = "templates")]
    if let Some(templates) = &function.reloaded {
        Box::pin(templates.refresh()).await;
    }
    let gathers = (function, operation.gather);
    let Some(dependencies) = &function.dependencies else {
        let inputs = inputs(cx, (function, params), body, extracted);
        return gather::<Caller>(cx, gathers, inputs).map(Prepared::Call);
    };
    let waker = poll_fn(|task| Poll::Ready(task.waker().clone())).await;
    let inputs = inputs(cx, (function, params), body, extracted);
    let (work, call) = gather_all::<Caller>(cx, gathers, dependencies, (inputs, &waker))?;
    Ok(match work {
        None => Prepared::Call(call?),
        Some(work) => Prepared::Dependencies(dependencies, work, call),
    })
}

/// The target of a request that matches no operation.
enum Unmatched {
    Response(Response),
    Error(Error),
    /// A mount, which receives the request with this `Arrival`.
    Mounted(MetMount, Arrival),
    /// The operation of a WebSocket.
    #[cfg(feature = "websockets")]
    WebSocket(handshake::MetWebSocket),
}

/// The path operation of the request. `Err`: the response if no operation has its method and path.
///
/// Boxed: a request has one of the two, but would reserve space for both.
fn find<'r, 'p>(
    (app, cx): (&Arc<Frozen>, &Exchange<'r>),
    path: &'p DecodedPath<'_>,
) -> Result<(&'r Operation, Params<'p>), Box<Unmatched>> {
    if let Some(hosts) = &app.hosts
        && let Some(met) = met_host(hosts, (app, cx))
    {
        return Err(Box::new(met));
    }
    #[cfg(feature = "websockets")]
    if let Some(met) = handshake::met(app, cx, path) {
        return Err(Box::new(met));
    }
    Err(Box::new(match cx.app.table.find(&cx.parts.method, path) {
        Outcome::Found {
            value: Endpoint::Operation(operation),
            params,
        } => return Ok((operation, params)),
        Outcome::Found {
            value: Endpoint::Page(page),
            ..
        } => Unmatched::Response(page.response(cx.arrival.root_path.as_str())),
        Outcome::Found {
            value: Endpoint::Mount(point),
            params,
        } => met_mount((app, cx), point, (path, &params)),
        Outcome::Redirect { path } if cx.app.redirects_slashes => {
            Unmatched::Response(cx.redirect(&path))
        }
        Outcome::WrongMethod { allow } => Unmatched::Error(wrong_method(&allow)),
        _ => match frontend(cx.app, path) {
            Some(found) => return Ok(found),
            None => no_route(cx, path),
        },
    }))
}

/// The operation of the frontend that has the path, if one has: that with the longest.
#[cold]
fn frontend<'r, 'p>(
    app: &'r Frozen,
    path: &'p DecodedPath<'_>,
) -> Option<(&'r Operation, Params<'p>)> {
    match app.frontends.as_ref()?.find(&Method::GET, path) {
        Outcome::Found {
            value: Endpoint::Operation(operation),
            params,
        } => Some((operation, params)),
        _ => None,
    }
}

/// A mount that the path of the request has met. The last of its parameters is the rest of the path.
fn met_mount(
    (app, cx): (&Arc<Frozen>, &Exchange<'_>),
    point: &Arc<MountPoint>,
    (path, params): (&DecodedPath<'_>, &Params<'_>),
) -> Unmatched {
    let rest = params.iter().last().unwrap_or_default();
    let matched = path
        .strip_suffix(rest)
        .and_then(|path| path.strip_suffix('/'));
    mounted(app, cx, point, (matched.unwrap_or_default(), params))
}

/// The mount at the host of the request.
#[cold]
fn met_host(
    hosts: &Table<Endpoint>,
    (app, cx): (&Arc<Frozen>, &Exchange<'_>),
) -> Option<Unmatched> {
    let host = url::host(cx.parts)?;
    let host = ["/", &host.name().to_ascii_lowercase()].concat();
    match hosts.find(&cx.parts.method, &DecodedPath::decoded(&host)) {
        Outcome::Found {
            value: Endpoint::Mount(point),
            params,
        } => Some(mounted(app, cx, point, ("", &params))),
        _ => None,
    }
}

fn mounted(
    app: &Arc<Frozen>,
    cx: &Exchange<'_>,
    point: &Arc<MountPoint>,
    (matched, params): (&str, &Params<'_>),
) -> Unmatched {
    let params = own_path_params(&point.param_names, params).collect();
    let root_path = &cx.arrival.root_path;
    let arrival = Arrival {
        root_path: root_path.below(cx.parts.uri.path(), matched, params),
        ..cx.arrival.clone()
    };
    let met = MetMount {
        app: Arc::clone(app),
        point: Arc::clone(point),
    };
    Unmatched::Mounted(met, arrival)
}

/// The response to a request that no route matches. The root path itself may only lack a slash.
#[cold]
fn no_route(cx: &Exchange<'_>, path: &DecodedPath<'_>) -> Unmatched {
    let not_found = || {
        Unmatched::Error(
            HttpError::from_status(StatusCode::NOT_FOUND)
                .unrouted()
                .into(),
        )
    };
    let is_root_path = path.is_empty() && !cx.arrival.root_path.is_empty();
    if !is_root_path || !cx.app.redirects_slashes {
        return not_found();
    }
    let top = DecodedPath::decoded("/");
    match cx.app.table.find(&cx.parts.method, &top) {
        Outcome::Found { .. } | Outcome::WrongMethod { .. } => {
            Unmatched::Response(cx.redirect("/"))
        }
        _ => not_found(),
    }
}

fn wrong_method(allow: &str) -> Error {
    HttpError::from_status(StatusCode::METHOD_NOT_ALLOWED)
        .unrouted()
        .header(header::ALLOW, allow)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::App;

    /// A larger future would make each request allocate more slowly: glibc caches pieces of up to 1032 bytes.
    #[test]
    fn the_future_of_a_request_is_below_a_kilobyte() {
        let service = App::new().into_service().unwrap();
        let (parts, ()) = http::Request::new(()).into_parts();
        let future = handle(
            Arc::clone(service.frozen()),
            Arrival::default(),
            (parts, Body::empty()),
        );
        let size = size_of_val(&future);
        assert!(size <= 1024, "{size} bytes");
    }
}
