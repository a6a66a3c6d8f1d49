//! One request, start to finish: every step is one line here. Read this first.

mod around;
mod body;
mod dependencies;
mod gathering;

use std::future::{Future, poll_fn};
use std::mem::take;
use std::net::SocketAddr;
use std::sync::Arc;
use std::task::Poll;

use http::request::Parts;
use http::{StatusCode, header};
use twinlane_lanes::until_given_up;
use twinlane_web::path::DecodedPath;
use twinlane_web::routing::{Outcome, Params};
use twinlane_web::{Body, Response};

use crate::call::Call;
use crate::dependency::{DependencyWork, PlannedDependencies};
use crate::error::{Error, GivenUp, HttpError, refused};
use crate::exchange::Exchange;
use crate::failure;
use crate::frozen::{Endpoint, Frozen, Operation};
use crate::matched::MatchedOperation;
use crate::request::{HasParts, Request};
use around::answer_within;
use body::read_body;
use dependencies::with_dependencies;
use gathering::{extract, gather, gather_all, inputs};

/// Answers a request that comes from the server.
pub(crate) fn handle(
    app: Arc<Frozen>,
    client: Option<SocketAddr>,
    request: (Parts, Body),
) -> impl Future<Output = Response> + Send {
    answer_request(app, client, request)
}

/// Answers a request that middleware has handed on.
pub(crate) fn handle_within(
    app: Arc<Frozen>,
    mut request: Request,
) -> impl Future<Output = Response> + Send {
    let (client, body) = (request.client(), take(request.body_mut()));
    answer_request(app, client, (request, body))
}

#[expect(
    clippy::manual_async_fn,
    reason = "an `async fn` would have room for the request twice: as it is given, and as it is used"
)]
fn answer_request<H: HasParts>(
    app: Arc<Frozen>,
    client: Option<SocketAddr>,
    (head, mut body): (H, Body),
) -> impl Future<Output = Response> + Send {
    async move {
        let parts = head.parts();
        let path = DecodedPath::new(parts.uri.path());
        let mut cx = Exchange {
            app: &app,
            parts,
            client,
            found: None,
        };
        let found = find(&app, parts, &path);
        let (operation, params) = match found {
            Ok(ref found) => found,
            Err(without) => {
                return match *without {
                    Ok(response) => response,
                    Err(error) => Box::pin(failure::respond(&cx, error)).await,
                };
            }
        };
        cx.found = Some((&operation.function, params));
        if !parts.extensions.is_empty() {
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

/// The response of the operation, or what kept it from one.
///
/// Each caller has a function of its own, which the compiler makes a part of it: a call costs every request.
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
    let ended = until_given_up(running, lanes.cancel_on_disconnect).await;
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
        match Box::pin(extract(function, cx.parts.clone())).await {
            Ok(values) => extracted = values,
            Err(response) => return Ok(Prepared::Refused(response)),
        }
    }
    let gathers = (function, operation.gather);
    let Some(dependencies) = &function.dependencies else {
        let inputs = inputs(cx, (function, params), body, extracted);
        return gather::<Caller, _>(cx, gathers, inputs).map(Prepared::Call);
    };
    let waker = poll_fn(|task| Poll::Ready(task.waker().clone())).await;
    let inputs = inputs(cx, (function, params), body, extracted);
    let (work, call) = gather_all::<Caller, _>(cx, gathers, dependencies, (inputs, &waker))?;
    Ok(match work {
        None => Prepared::Call(call?),
        Some(work) => Prepared::Dependencies(dependencies, work, call),
    })
}

/// The path operation of the request. `Err`: the answer where none has its method and path.
///
/// Boxed: a request has one of the two, and would have room for both.
fn find<'r, 'p>(
    app: &'r Frozen,
    parts: &Parts,
    path: &'p DecodedPath<'_>,
) -> Result<(&'r Operation, Params<'p>), Box<Result<Response, Error>>> {
    Err(Box::new(match app.table.find(&parts.method, path) {
        Outcome::Found {
            value: Endpoint::Operation(operation),
            params,
        } => return Ok((operation, params)),
        Outcome::Found {
            value: Endpoint::Page(page),
            ..
        } => Ok(page.response()),
        Outcome::Redirect { path } => Ok(twinlane_web::redirect::slash(parts, &path)),
        // The framework's pages answer HEAD too, as Starlette's do.
        Outcome::WrongMethod {
            value: Endpoint::Page(_),
            ..
        } => Err(wrong_method("GET, HEAD")),
        Outcome::WrongMethod { allow, .. } => Err(wrong_method(allow)),
        _ => Err(HttpError::from_status(StatusCode::NOT_FOUND).into()),
    }))
}

fn wrong_method(allow: &str) -> Error {
    HttpError::from_status(StatusCode::METHOD_NOT_ALLOWED)
        .header(header::ALLOW, allow)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::App;

    /// What is larger costs every request a slower way through the allocator: glibc keeps pieces of up to 1032 bytes at hand.
    #[test]
    fn the_future_of_a_request_is_below_a_kilobyte() {
        let service = App::new().into_service().unwrap();
        let (parts, ()) = http::Request::new(()).into_parts();
        let future = handle(Arc::clone(service.frozen()), None, (parts, Body::empty()));
        let size = size_of_val(&future);
        assert!(size <= 1024, "{size} bytes");
    }
}
