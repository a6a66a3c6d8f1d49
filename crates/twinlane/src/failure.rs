//! From an error to its response: the application's own, or FastAPI's.

use http::{StatusCode, header};
use tracing::{debug, error};
use twinlane_web::form::FormError;
use twinlane_web::{ReadError, Response};

use crate::answer::OwnError;
use crate::debug as shown;
use crate::errors::{Error, GivenUp, HttpError, RequestValidationError, panicked};
use crate::exchange::Exchange;
use crate::fixed_response::detail_response;
use crate::handlers::Handling;
use crate::log::Causes;
use crate::witness::ErrorWitness;

/// The response to an error, wherever in the request it came up.
pub(crate) async fn respond(cx: &Exchange<'_>, error: Error) -> Response {
    if let Some(reason) = error.downcast_ref::<GivenUp>() {
        debug!("{} was given up: {reason}", cx.name());
        return HttpError::new(CLIENT_CLOSED_REQUEST, "Client Closed Request").into_response();
    }
    if let Some(response) = own_answer(cx, &error).await {
        return response;
    }
    if is_internal(&error) {
        tell(cx, || ErrorWitness::PANICKED.to_owned());
    }
    let error = as_http_error(cx, error);
    if cx.app.handlers.is_empty() {
        return own_response(cx, error);
    }
    let status = status(&error);
    match handle(cx, error) {
        Ok(handling) => match handling.await {
            Ok(answered) => match Box::pin(cx.respond(answered, status)).await {
                Ok(response) => response,
                // The error that the handler of 500 was given.
                Err(error) if is_internal(&error) => own_response(cx, error),
                Err(error) => handler_failed(cx, error).await,
            },
            Err(panic) => handler_failed(cx, panicked(&cx.name(), &panic)).await,
        },
        Err(error) => own_response(cx, error),
    }
}

/// The status by which other servers log it. No standard has it.
const CLIENT_CLOSED_REQUEST: u16 = 499;

/// The response that the error has made itself, if it is such a one. No handler is asked.
async fn own_answer(cx: &Exchange<'_>, error: &Error) -> Option<Response> {
    let answered = OwnError::take_answer(error)?;
    let responding = cx.respond(answered, StatusCode::INTERNAL_SERVER_ERROR);
    Some(match Box::pin(responding).await {
        Ok(response) => response,
        Err(error) => own_response(cx, error),
    })
}

/// The response to an error of a handler: FastAPI's to an [`HttpError`] and to a [`RequestValidationError`], such as the one that the
/// handler was given; to any other the handler of 500's.
async fn handler_failed(cx: &Exchange<'_>, error: Error) -> Response {
    if let Some(response) = own_answer(cx, &error).await {
        return response;
    }
    if !is_internal(&error) {
        if has_own_response(&error) {
            return own_response(cx, error);
        }
        log(cx, &error);
    }
    if cx.app.debug {
        return internal_response(cx, &error);
    }
    let internal = || HttpError::internal().into_response();
    let Ok(handling) = cx.app.handlers.handle_internal(cx) else {
        return internal();
    };
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    match handling.await {
        Ok(answered) => Box::pin(cx.respond(answered, status))
            .await
            .unwrap_or_else(|error| {
                if !is_internal(&error) {
                    log(cx, &error);
                }
                internal()
            }),
        Err(panic) => own_response(cx, panicked(&cx.name(), &panic)),
    }
}

/// An error of the body as the client's error that it is; any other as it is.
fn as_http_error(cx: &Exchange<'_>, error: Error) -> Error {
    if let Some(error) = read_error(&error) {
        return match error {
            ReadError::TooLarge => too_large(cx),
            ReadError::TimedOut => HttpError::new(408, "Request Timeout"),
            _ => HttpError::new(400, "There was an error parsing the body"),
        }
        .into();
    }
    match error.downcast_ref::<FormError>() {
        Some(FormError::Disk(_)) | None => error,
        Some(form_error) => HttpError::new(400, form_error.to_string()).into(),
    }
}

/// FastAPI's two answers: plain where the length was announced, JSON where it was not.
fn too_large(cx: &Exchange<'_>) -> HttpError {
    let error = HttpError::new(413, "Content Too Large");
    if cx.parts.headers.contains_key(header::CONTENT_LENGTH) {
        error.in_text()
    } else {
        error
    }
}

/// Hands an error to the application's handler, if there is one. An error of the application's own that nobody handles is a 500, which
/// may have a handler.
fn handle(cx: &Exchange<'_>, error: Error) -> Result<Handling, Error> {
    if is_internal(&error) {
        return if cx.app.debug {
            Err(error)
        } else {
            cx.app.handlers.handle_internal(cx)
        };
    }
    let error = match cx.app.handlers.handle(error, cx) {
        Ok(handling) => return Ok(handling),
        Err(error) => error,
    };
    if has_own_response(&error) || cx.app.debug {
        return Err(error);
    }
    log(cx, &error);
    cx.app.handlers.handle_internal(cx)
}

/// The status that an error has where its handler does not say one.
fn status(error: &Error) -> StatusCode {
    if let Some(error) = error.downcast_ref::<HttpError>() {
        error.status()
    } else if error.downcast_ref::<RequestValidationError>().is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::INTERNAL_SERVER_ERROR
    }
}

/// FastAPI's response to an error.
fn own_response(cx: &Exchange<'_>, error: Error) -> Response {
    let error = match error.downcast::<RequestValidationError>() {
        Ok(error) => return detail_response(StatusCode::UNPROCESSABLE_ENTITY, &error.errors()),
        Err(error) => error,
    };
    match error.downcast::<HttpError>() {
        Ok(error) if error.is_internal() => internal_response(cx, &error.into()),
        Ok(error) => error.into_response(),
        Err(error) => {
            log(cx, &error);
            internal_response(cx, &error)
        }
    }
}

/// The response to an error of the server's own: it is shown in debug mode alone.
fn internal_response(cx: &Exchange<'_>, error: &Error) -> Response {
    if cx.app.debug {
        shown::response(cx, error)
    } else {
        HttpError::internal().into_response()
    }
}

/// True if it is an error of the server's own. The client learns nothing of it.
fn is_internal(error: &Error) -> bool {
    error.downcast_ref().is_some_and(HttpError::is_internal)
}

/// True if the error has a response of its own, as FastAPI writes it.
fn has_own_response(error: &Error) -> bool {
    error.downcast_ref::<HttpError>().is_some()
        || error.downcast_ref::<RequestValidationError>().is_some()
}

fn read_error(error: &Error) -> Option<&ReadError> {
    match error.downcast_ref::<FormError>() {
        Some(FormError::Body(error)) => Some(error),
        _ => error.downcast_ref(),
    }
}

fn log(cx: &Exchange<'_>, error: &Error) {
    error!("{} failed: {}", cx.name(), Causes(error));
    tell(cx, || format!("{error:?}"));
}

fn tell(cx: &Exchange<'_>, error: impl FnOnce() -> String) {
    if let Some(witness) = ErrorWitness::of(&cx.parts.extensions) {
        witness.tell(error);
    }
}
