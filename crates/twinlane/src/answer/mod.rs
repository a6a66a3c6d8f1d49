//! Answering: what a return type is, and how its value becomes a response.
//!
//! Each kind of return type is one file: [`data`] for models and other data, [`content`] for what has a media type of its
//! own, [`redirect`], [`response`] for responses that are already made, [`result`] for `Result`, [`with_status`] for
//! tuples. What an operation's options change in an answer is in [`shaping`]; which status it has, in [`status`].

mod additional;
mod answered;
mod blocking;
mod chunks;
mod content;
mod data;
mod description;
mod event_stream;
mod file;
mod json_lines;
mod redirect;
mod response;
mod result;
mod shaping;
pub(crate) mod status;
mod streaming;
mod with_status;

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use tracing::error;
use twinlane_web::status::is_bodiless;
use twinlane_web::{Body, Response};

pub use additional::AdditionalResponse;
pub use answered::Answered;
pub(crate) use answered::{AnsweredKind, Beside};
pub use content::{Content, Html, Json, Text, ViaContent};
pub(crate) use data::respond_with_data;
pub use data::{ViaData, ViaText};
pub(crate) use description::standard_phrase;
pub use description::{AnswerDescription, ContentDescription, ErrorDescription};
pub use event_stream::{Event, EventStream, IntoEvent};
pub use file::File;
pub use json_lines::{IntoItem, JsonLines};
pub use redirect::Redirect;
pub use response::ViaResponse;
pub use result::{Failure, ViaResult};
pub(crate) use shaping::Shaping;
pub use streaming::{IntoChunk, Streaming};
pub use with_status::ViaTuple;

/// A type that a path operation can return.
///
/// `Via` tells the kinds apart and is always inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the answer of a path operation",
    label = "not an answer",
    note = "a struct or enum becomes one with `#[model]` above it",
    note = "other answers are scalars, `String`, `Option`, `Vec`, `Value`, `()`, `Html`, `Text`, `Redirect`, `File`, `Streaming`, `JsonLines`, `EventStream`, `Response`, `(StatusCode, _)`, and a `Result` of them whose error is `twinlane::Error`, `HttpError` or any `std::error::Error`"
)]
pub trait Respond<Via>: Sized + 'static {
    /// What the document says of it.
    fn describe() -> AnswerDescription;

    /// The answer itself.
    fn respond(self) -> Answered;
}

/// How to answer with a `T`: chosen where the generated code names the return type, once.
pub struct Answer<T> {
    describe: fn() -> AnswerDescription,
    respond: fn(T) -> Answered,
}

/// The way to answer with a `T`. The one place where generated code requires [`Respond`].
#[inline]
pub fn answer<T: Respond<Via>, Via>() -> Answer<T> {
    Answer {
        describe: T::describe,
        respond: T::respond,
    }
}

/// How the response is made of a return type that is a `Result`, or none.
///
/// What is within a `Result` is named in a compile error only where there is no doubt about its kind.
#[derive(Debug)]
#[non_exhaustive]
pub struct AnswerCase<const IS_RESULT: bool>;

impl AnswerCase<true> {
    /// The way to answer with a `Result`.
    #[inline]
    pub fn answer<T: Respond<ViaResult<Via>>, Via>() -> Answer<T> {
        answer()
    }
}

impl AnswerCase<false> {
    /// The way to answer with anything else.
    #[inline]
    pub fn answer<T: Respond<Via>, Via>() -> Answer<T> {
        answer()
    }
}

impl<T> Answer<T> {
    /// What the document says of `T`.
    pub fn description(&self) -> AnswerDescription {
        (self.describe)()
    }

    /// The answer that the value is.
    #[inline]
    pub fn of(&self, value: T) -> Answered {
        (self.respond)(value)
    }
}

impl<T> fmt::Debug for Answer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Answer")
    }
}

/// A response with this content; without a body where the status allows none.
///
/// FastAPI keeps the content type of a 204 or 304; its 205 has a body, which breaks the connection: ours has none.
pub(crate) fn content_response(
    status: StatusCode,
    media_type: Option<HeaderValue>,
    body: Body,
) -> Response {
    let body = if is_bodiless(status) {
        Body::empty()
    } else {
        body
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    if let Some(media_type) = media_type {
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, media_type);
    }
    response
}

/// A response in JSON that the framework itself words, such as `{"detail":"Not Found"}`.
pub(crate) fn detail_response(status: StatusCode, detail: &impl serde::Serialize) -> Response {
    #[derive(Debug)]
    struct Detail<'a, D>(&'a D);
    impl<D: serde::Serialize> serde::Serialize for Detail<'_, D> {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map([("detail", self.0)])
        }
    }
    let bytes = twinlane_model::to_python_json(&Detail(detail)).unwrap_or_default();
    content_response(status, Some(JSON), bytes.into())
}

/// A response in plain text.
pub(crate) fn text_response(status: StatusCode, text: impl Into<Body>) -> Response {
    content_response(status, Some(TEXT), text.into())
}

/// A header, where HTTP allows its name and value. Where it does not, that is logged.
pub(crate) fn allowed_header(
    name: impl TryInto<HeaderName>,
    value: impl TryInto<HeaderValue>,
) -> Option<(HeaderName, HeaderValue)> {
    match (name.try_into(), value.try_into()) {
        (Ok(name), Ok(value)) => return Some((name, value)),
        (Ok(name), Err(_)) => {
            error!("the header `{name}` is left out: HTTP does not allow its value");
        }
        (Err(_), _) => error!("a header is left out: HTTP does not allow its name"),
    }
    None
}

/// Adds headers to others, beside those they have.
pub(crate) fn extend_headers(headers: &mut HeaderMap, more: HeaderMap) {
    let mut last = None;
    for (name, value) in more {
        // A `HeaderMap` names each header once and leaves the name out of its further values.
        last = name.or(last);
        if let Some(name) = &last {
            headers.append(name.clone(), value);
        }
    }
}

pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json");
pub(crate) const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
pub(crate) const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
