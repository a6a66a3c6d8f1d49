//! One request, start to finish: every step is one line here. Read this first.

use std::sync::Arc;

use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use tracing::{Instrument, debug_span, error};
use twinlane_lanes::Panicked;
use twinlane_web::path::DecodedPath;
use twinlane_web::query::Query;
use twinlane_web::routing::{Outcome, Params};
use twinlane_web::{Body, ReadError, Request, Response};

use crate::answer::{Answered, content_response, detail_response, text_response};
use crate::error::{Error, HttpError};
use crate::parameter::{BodyInput, Gather, Inputs};
use crate::service::{Endpoint, Frozen, Operation};

/// Answers a request.
pub(crate) async fn handle(app: Arc<Frozen>, request: Request) -> Response {
    let span = debug_span!("request", method = %request.method(), path = request.uri().path());
    if span.is_disabled() {
        answer(&app, request).await
    } else {
        answer(&app, request).instrument(span).await
    }
}

async fn answer(app: &Frozen, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = DecodedPath::new(parts.uri.path());
    match app.table.find(&parts.method, &path) {
        Outcome::Found {
            value: Endpoint::Operation(operation),
            params,
        } => {
            let steps = operate(app, operation, &parts, params, body);
            let answered = twinlane_lanes::catch_panic(steps).await;
            answered.unwrap_or_else(|panic| panicked(operation, &panic))
        }
        Outcome::Found {
            value: Endpoint::Page(page),
            ..
        } => page.response(),
        Outcome::Redirect { path } => twinlane_web::redirect::slash(&parts, &path),
        // The framework's pages answer HEAD too, as Starlette's do.
        Outcome::WrongMethod {
            value: Endpoint::Page(_),
            ..
        } => wrong_method("GET, HEAD"),
        Outcome::WrongMethod { allow, .. } => wrong_method(allow),
        _ => detail_response(StatusCode::NOT_FOUND, &"Not Found"),
    }
}

/// The steps of a path operation.
async fn operate(
    app: &Frozen,
    operation: &Operation,
    parts: &Parts,
    params: Params<'_>,
    body: Body,
) -> Response {
    let body = match read_body(app, operation, &parts.headers, body).await {
        Ok(body) => body,
        Err(error) => return unreadable(&error, &parts.headers),
    };
    let call = {
        let mut cx = Gather::new(
            &operation.slots,
            Inputs {
                path: &params,
                query: Query::new(parts.uri.query().unwrap_or_default()),
                body,
            },
        );
        match (operation.gather)(&mut cx) {
            Some(call) => call,
            None => return cx.problems.into_response(),
        }
    };
    match call.run(operation.label, &app.threads).await {
        Ok(Answered::Content { media_type, bytes }) => {
            content_response(operation.status, media_type, bytes)
        }
        Ok(Answered::Response(response)) => response,
        Ok(Answered::Failed(error)) => failed(operation, error),
        Err(panic) => panicked(operation, &panic),
    }
}

/// The body, where the operation takes one. FastAPI, too, leaves it unread where no parameter needs it.
async fn read_body(
    app: &Frozen,
    operation: &Operation,
    headers: &HeaderMap,
    body: Body,
) -> Result<BodyInput, ReadError> {
    if !operation.reads_body {
        return Ok(BodyInput::Absent);
    }
    let bytes = body.read(app.limits).await?;
    Ok(if bytes.is_empty() {
        BodyInput::Absent
    } else if twinlane_web::json::content_type_is_json(headers) {
        BodyInput::Json(bytes)
    } else {
        BodyInput::Other(bytes)
    })
}

/// The answer to a body that did not arrive.
fn unreadable(error: &ReadError, headers: &HeaderMap) -> Response {
    match error {
        // FastAPI's two texts: plain where the length was announced, JSON where it was not.
        ReadError::TooLarge if headers.contains_key(header::CONTENT_LENGTH) => {
            text_response(StatusCode::PAYLOAD_TOO_LARGE, "Content Too Large")
        }
        ReadError::TooLarge => detail_response(StatusCode::PAYLOAD_TOO_LARGE, &"Content Too Large"),
        ReadError::TimedOut => detail_response(StatusCode::REQUEST_TIMEOUT, &"Request Timeout"),
        _ => detail_response(
            StatusCode::BAD_REQUEST,
            &"There was an error parsing the body",
        ),
    }
}

/// An error that the operation returned: the client's, with its own status, or the application's.
fn failed(operation: &Operation, error: Error) -> Response {
    match error.downcast::<HttpError>() {
        Ok(error) => error.into_response(),
        Err(error) => {
            error!("{} failed: {error:?}", operation.name);
            internal_server_error()
        }
    }
}

fn panicked(operation: &Operation, panic: &Panicked) -> Response {
    error!("{} panicked: {panic}", operation.name);
    internal_server_error()
}

/// What Starlette says of an unhandled error.
fn internal_server_error() -> Response {
    text_response(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
}

fn wrong_method(allow: &str) -> Response {
    let mut response = detail_response(StatusCode::METHOD_NOT_ALLOWED, &"Method Not Allowed");
    if let Ok(allow) = allow.parse() {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}
