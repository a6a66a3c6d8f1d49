//! Whole responses of what an operation can return, for code that hands on responses: `Response::from(Redirect::to("/"))`.

use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use tracing::error;
use twinlane_model::{DataType, to_python_json};
use twinlane_web::{Body, Response};

use super::event_stream::EVENT_HEADERS;
use super::{Content, EventStream, Html, Json, JsonLines, Redirect, Streaming, Text};
use crate::fixed_response::{HTML, JSON, TEXT, content_response, text_response};

/// With 200.
impl From<Html> for Response {
    fn from(html: Html) -> Self {
        content_response(StatusCode::OK, Some(HTML), html.0.into())
    }
}

/// With 200.
impl From<Text> for Response {
    fn from(text: Text) -> Self {
        content_response(StatusCode::OK, Some(TEXT), text.0.into())
    }
}

/// With 200.
impl From<Content> for Response {
    fn from(content: Content) -> Self {
        let Content {
            media_type,
            content,
        } = content;
        content_response(StatusCode::OK, media_type, content.into())
    }
}

/// With 200. A value that cannot be written is a 500, as it is when an operation returns it; the log has the reason.
impl<T: Serialize> From<Json<T>> for Response {
    fn from(json: Json<T>) -> Self {
        match to_python_json(&json.0) {
            Ok(bytes) => content_response(StatusCode::OK, Some(JSON), bytes.into()),
            Err(error) => {
                error!("a value cannot be written as JSON: {error}");
                text_response(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
            }
        }
    }
}

/// With its own status, or 307.
impl From<Redirect> for Response {
    fn from(redirect: Redirect) -> Self {
        let mut response = Self::new(Body::empty());
        *response.status_mut() = redirect.status.unwrap_or(StatusCode::TEMPORARY_REDIRECT);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
        headers.insert(header::LOCATION, redirect.location);
        response
    }
}

/// With 200.
impl From<Streaming> for Response {
    fn from(streaming: Streaming) -> Self {
        let (media_type, body) = streaming.into_content();
        content_response(StatusCode::OK, media_type, body)
    }
}

/// With 200.
impl<T: DataType> From<JsonLines<T>> for Response {
    fn from(lines: JsonLines<T>) -> Self {
        let (media_type, body) = lines.into_items().into_content();
        content_response(StatusCode::OK, Some(media_type), body)
    }
}

/// With 200. It ends when the server stops if an operation or a handler of errors returns it; that of middleware ends by itself or with its
/// client.
impl<T: DataType> From<EventStream<T>> for Response {
    fn from(events: EventStream<T>) -> Self {
        let (media_type, body) = events.into_items().into_content();
        let mut response = content_response(StatusCode::OK, Some(media_type), body);
        response.headers_mut().extend(EVENT_HEADERS);
        response.extensions_mut().insert(EndsAtStop);
        response
    }
}

/// The mark of a whole response that ends when the server stops.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EndsAtStop;
