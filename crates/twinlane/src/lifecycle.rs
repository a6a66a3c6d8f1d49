//! One request, start to finish: every step is one line here. Read this first.

use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use tracing::error;
use twinlane_lanes::Panicked;
use twinlane_web::form::{Form, FormError, FormLimits};
use twinlane_web::path::DecodedPath;
use twinlane_web::query::Query;
use twinlane_web::routing::{Outcome, Params};
use twinlane_web::{Body, Pieces, ReadError, Request, Response, ServedFile};

use crate::answer::{
    Answered, AnsweredKind, Beside, content_response, detail_response, extend_headers,
    text_response,
};
use crate::background::WithBackground;
use crate::call::Call;
use crate::error::{Error, HttpError};
use crate::parameter::{BodyInput, Gather, Inputs, Keyed, RequestBody};
use crate::service::{BodyMode, Endpoint, Frozen, Operation};

/// Answers a request.
pub(crate) async fn handle(
    app: Arc<Frozen>,
    client: Option<SocketAddr>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let path = DecodedPath::new(parts.uri.path());
    let (operation, params) = match app.table.find(&parts.method, &path) {
        Outcome::Found {
            value: Endpoint::Operation(operation),
            params,
        } => (operation, params),
        outcome => return without_operation(&outcome, &parts),
    };
    let body = match read_body(operation, &parts.headers, body).await {
        Ok(body) => body,
        Err(error) => return unreadable(operation, &error, &parts.headers),
    };
    let call = match gather(operation, (&parts, client), &params, body) {
        Ok(call) => call,
        Err(response) => return *response,
    };
    match call.run(operation.label, &app.threads).await {
        Ok(answered) => respond(&app, operation, answered, &parts).await,
        Err(panic) => panicked(operation, &panic),
    }
}

/// The answer where no path operation has the method and path.
fn without_operation(outcome: &Outcome<'_, '_, Endpoint>, parts: &Parts) -> Response {
    match outcome {
        Outcome::Found {
            value: Endpoint::Page(page),
            ..
        } => page.response(),
        Outcome::Redirect { path } => twinlane_web::redirect::slash(parts, path),
        // The framework's pages answer HEAD too, as Starlette's do.
        Outcome::WrongMethod {
            value: Endpoint::Page(_),
            ..
        } => wrong_method("GET, HEAD"),
        Outcome::WrongMethod { allow, .. } => wrong_method(allow),
        _ => detail_response(StatusCode::NOT_FOUND, &"Not Found"),
    }
}

/// The body, as the operation takes it.
async fn read_body(
    operation: &Operation,
    headers: &HeaderMap,
    body: Body,
) -> Result<BodyInput, FormError> {
    match &operation.body {
        BodyMode::Unread => Ok(BodyInput::Absent),
        BodyMode::Whole | BodyMode::Keyed => {
            let bytes = body.read(operation.limits).await?;
            Ok(whole_body(&operation.body, headers, bytes))
        }
        // Boxed: what a form needs while it is read would make the future of every request larger.
        BodyMode::Form { limits, loaded } => {
            Box::pin(read_form(operation, *limits, loaded, headers, body)).await
        }
        BodyMode::Raw => {
            let pieces = Pieces::of(body, operation.limits)?;
            Ok(BodyInput::Raw(Some(RequestBody::new(pieces))))
        }
    }
}

fn whole_body(mode: &BodyMode, headers: &HeaderMap, bytes: Bytes) -> BodyInput {
    if bytes.is_empty() {
        BodyInput::Absent
    } else if !twinlane_web::json::content_type_is_json(headers) {
        BodyInput::Other(bytes)
    } else if matches!(mode, BodyMode::Keyed) {
        BodyInput::Keyed(Keyed::split(&bytes))
    } else {
        BodyInput::Json(bytes)
    }
}

async fn read_form(
    operation: &Operation,
    limits: FormLimits,
    loaded: &[&str],
    headers: &HeaderMap,
    body: Body,
) -> Result<BodyInput, FormError> {
    let mut form = Form::read(headers, body, operation.limits, limits).await?;
    for name in loaded {
        form.load(name).await?;
    }
    Ok(BodyInput::Form(form))
}

/// The call with all its arguments, or the answer that lists everything that is wrong with them.
fn gather(
    operation: &Operation,
    (parts, client): (&Parts, Option<SocketAddr>),
    path: &Params<'_>,
    body: BodyInput,
) -> Result<Call, Box<Response>> {
    let query = Query::new(parts.uri.query().unwrap_or_default());
    let inputs = Inputs {
        path,
        query,
        parts,
        client,
        body,
    };
    let mut cx = Gather::new(&operation.slots, inputs);
    // A default is the application's code, and so is a `Deserialize` written by hand: they may panic.
    let gathered = catch_unwind(AssertUnwindSafe(|| (operation.gather)(&mut cx)));
    match gathered {
        Ok(Some(_)) if cx.is_cut_short() => Err(Box::new(bad_form(&FormError::Invalid))),
        Ok(Some(call)) => Ok(call),
        Ok(None) => Err(Box::new(cx.problems.into_response())),
        Err(panic) => Err(Box::new(panicked(
            operation,
            &Panicked::from_payload(&*panic),
        ))),
    }
}

/// The response that an answer is.
async fn respond(
    app: &Frozen,
    operation: &Operation,
    answered: Answered,
    parts: &Parts,
) -> Response {
    let Answered { kind, beside } = answered;
    let status = beside.as_ref().and_then(|beside| beside.status);
    let status = status.unwrap_or(operation.status);
    let response = match kind {
        AnsweredKind::Content { media_type, body } => content_response(status, media_type, body),
        AnsweredKind::File(file) => {
            match Box::pin(file.response(status, &parts.method, &parts.headers)).await {
                Ok(response) => response,
                Err(error) => return no_file(operation, &file, &error),
            }
        }
        AnsweredKind::Response(response) => response,
        AnsweredKind::Failed(error) => return failed(operation, error, &parts.headers),
    };
    match beside {
        Some(beside) => with_beside(app, operation, response, *beside),
        None => response,
    }
}

/// The response with what was said beside it.
fn with_beside(
    app: &Frozen,
    operation: &Operation,
    mut response: Response,
    beside: Beside,
) -> Response {
    // The status of a range is its own.
    if let Some(status) = beside
        .status
        .filter(|_| !response.headers().contains_key(header::CONTENT_RANGE))
    {
        *response.status_mut() = status;
    }
    extend_headers(response.headers_mut(), beside.headers);
    if beside.background.is_empty() {
        return response;
    }
    response.map(|body| {
        let name = (operation.name.clone(), operation.label);
        let threads = app.threads.clone();
        Body::stream(WithBackground::new(
            body,
            beside.background,
            name,
            threads,
            &app.background,
        ))
    })
}

/// The answer to a body that could not be read.
fn unreadable(operation: &Operation, error: &FormError, headers: &HeaderMap) -> Response {
    match error {
        FormError::Body(error) => not_arrived(error, headers),
        FormError::Disk(error) => {
            error!(
                "{} could not keep an uploaded file: {error}",
                operation.name
            );
            internal_server_error()
        }
        error => bad_form(error),
    }
}

fn bad_form(error: &FormError) -> Response {
    detail_response(StatusCode::BAD_REQUEST, &error.to_string())
}

/// The answer to a body that did not arrive.
fn not_arrived(error: &ReadError, headers: &HeaderMap) -> Response {
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
fn failed(operation: &Operation, error: Error, headers: &HeaderMap) -> Response {
    let error = match error.downcast::<HttpError>() {
        Ok(error) => return error.into_response(),
        Err(error) => error,
    };
    match error.downcast::<ReadError>() {
        Ok(error) => not_arrived(&error, headers),
        Err(error) => {
            error!("{} failed: {error:?}", operation.name);
            internal_server_error()
        }
    }
}

/// A file that is not there, or cannot be read: the application's mistake.
fn no_file(operation: &Operation, file: &ServedFile, error: &std::io::Error) -> Response {
    let path = file.path().display();
    error!("{} cannot send the file {path}: {error}", operation.name);
    internal_server_error()
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
