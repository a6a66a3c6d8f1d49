//! A response that is a line of text, as Starlette's middleware answers by itself.

use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue};
use http::{Response as HttpResponse, StatusCode};

use crate::{Body, Response};

/// The text with its length and type, behind the headers that are given.
pub(crate) fn plain_text(
    status: StatusCode,
    mut headers: HeaderMap,
    text: impl Into<Body>,
) -> Response {
    let body = text.into();
    let length = body.as_full().map_or(0, bytes::Bytes::len);
    headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    let content_type = HeaderValue::from_static("text/plain; charset=utf-8");
    headers.insert(CONTENT_TYPE, content_type);
    let mut response = HttpResponse::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}
