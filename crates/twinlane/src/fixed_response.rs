//! Responses of the framework's own words: a status, a content, and its media type.

use http::{HeaderValue, StatusCode, header};
use twinlane_web::status::is_bodiless;
use twinlane_web::{Body, Response};

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

pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json");
pub(crate) const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
pub(crate) const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
