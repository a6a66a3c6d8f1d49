//! `ResponseExt`: a response that is made or changed in one line.

use http::StatusCode;
use serde::Serialize;
use twinlane_model::to_python_json;
use twinlane_web::{Body, Response, SetCookie};

use crate::errors::HttpError;
use crate::fixed_response::{HTML, JSON, TEXT, content_response};
use crate::headers::{add_cookie, allowed_header};

/// Common changes of a [`Response`], for middleware.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::middleware::Next;
/// use twinlane::Response;
///
/// async fn closed_on_sundays(request: Request, next: Next, is_sunday: State<bool>) -> Response {
///     if *is_sunday {
///         let response = Response::json(&json!({ "detail": "Closed" }));
///         return response.with_status(StatusCode::SERVICE_UNAVAILABLE).with_header("retry-after", "86400");
///     }
///     next.run(request).await
/// }
/// # let _ = App::new().state(true).middleware(closed_on_sundays);
/// ```
pub trait ResponseExt: Sized {
    /// A response with this value as JSON, and the status 200. If the value cannot be written as JSON, it is a 500.
    fn json(value: &impl Serialize) -> Self;

    /// A response with this text, and the status 200.
    fn text(text: impl Into<String>) -> Self;

    /// A response with this HTML, and the status 200.
    fn html(html: impl Into<String>) -> Self;

    /// The same response with this status.
    #[must_use]
    fn with_status(self, status: StatusCode) -> Self;

    /// The same response with this header. It replaces headers of the same name.
    ///
    /// A name or a value that HTTP does not allow, such as one with a line break, is logged and left out.
    #[must_use]
    fn with_header(self, name: &str, value: impl AsRef<[u8]>) -> Self;

    /// The same response with one more cookie: a pair of name and value, or a [`SetCookie`] with more options.
    ///
    /// A cookie that HTTP does not allow is logged and left out.
    #[must_use]
    fn with_cookie(self, cookie: impl Into<SetCookie>) -> Self;
}

impl ResponseExt for Response {
    fn json(value: &impl Serialize) -> Self {
        match to_python_json(value) {
            Ok(json) => content_response(StatusCode::OK, Some(JSON), json.into()),
            Err(error) => {
                tracing::error!("a response in JSON cannot be written: {error}");
                HttpError::internal().into_response()
            }
        }
    }

    fn text(text: impl Into<String>) -> Self {
        content_response(StatusCode::OK, Some(TEXT), Body::from(text.into()))
    }

    fn html(html: impl Into<String>) -> Self {
        content_response(StatusCode::OK, Some(HTML), Body::from(html.into()))
    }

    fn with_status(mut self, status: StatusCode) -> Self {
        *self.status_mut() = status;
        self
    }

    fn with_header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        if let Some((name, value)) = allowed_header(name, value.as_ref()) {
            self.headers_mut().insert(name, value);
        }
        self
    }

    fn with_cookie(mut self, cookie: impl Into<SetCookie>) -> Self {
        add_cookie(self.headers_mut(), &cookie.into());
        self
    }
}
