//! An error with a status of its own: FastAPI's `HTTPException`.

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Serialize;
use serde_json::Value;
use twinlane_lanes::Panicked;
use twinlane_web::Response;
use twinlane_web::status::is_bodiless;

use super::IntoStatus;
use crate::fixed_response::{detail_response, text_response};
use crate::headers::{allowed_header, extend_headers};

/// An error that is sent to the client: a status, a detail in JSON, and headers.
///
/// Its response is that of FastAPI's `HTTPException`: `{"detail": ...}`.
///
/// ```
/// use twinlane::prelude::*;
///
/// #[get("/items/{item_id}")]
/// async fn read_item(item_id: i64) -> Result<Value> {
///     if item_id != 1 {
///         return Err(HttpError::new(404, "Item not found").into());
///     }
///     Ok(json!({ "item_id": item_id }))
/// }
/// # fn main() {}
/// ```
#[derive(Clone)]
pub struct HttpError {
    status: StatusCode,
    // Boxed: an error should not make every `Result` large.
    content: Box<Content>,
}

#[derive(Clone)]
struct Content {
    detail: Value,
    headers: HeaderMap,
    /// True if it is answered as its bare text. Only errors of the server's own making are.
    is_text: bool,
    /// True if no operation has the path or the method of the request.
    is_unrouted: bool,
    /// The panic that it stands for.
    panic: Option<Panicked>,
}

impl HttpError {
    /// An error with a status (`404` or `StatusCode::NOT_FOUND`) and a detail: a text or anything that serialises.
    ///
    /// If the status is outside 100 to 999, or the detail cannot be written as JSON, it is a 500 without a detail.
    pub fn new(status: impl IntoStatus, detail: impl Serialize) -> Self {
        match (status.into_status(), serde_json::to_value(detail)) {
            (Some(status), Ok(detail)) => Self::with_detail(status, detail),
            _ => Self::from_status(StatusCode::INTERNAL_SERVER_ERROR),
        }
    }

    /// As [`from_status`](Self::from_status), of a number. One outside 100 to 999 is a 500.
    #[doc(hidden)]
    pub fn of_status(status: u16) -> Self {
        Self::from_status(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR))
    }

    /// An error with the standard phrase of its status as the detail: `Not Found` for 404.
    pub fn from_status(status: StatusCode) -> Self {
        Self::with_detail(
            status,
            Value::from(status.canonical_reason().unwrap_or_default()),
        )
    }

    fn with_detail(status: StatusCode, detail: Value) -> Self {
        let headers = HeaderMap::new();
        Self {
            status,
            content: Box::new(Content {
                detail,
                headers,
                is_text: false,
                is_unrouted: false,
                panic: None,
            }),
        }
    }

    /// The error that the client sees for an error of the server's own.
    pub(crate) fn internal() -> Self {
        Self::from_status(StatusCode::INTERNAL_SERVER_ERROR).in_text()
    }

    /// The same, of a panic.
    pub(crate) fn of_panic(panic: &Panicked) -> Self {
        let mut error = Self::internal();
        error.content.panic = Some(panic.clone());
        error
    }

    /// The panic that it stands for, for a developer.
    pub(crate) fn panic(&self) -> Option<&Panicked> {
        self.content.panic.as_ref()
    }

    pub(crate) fn is_internal(&self) -> bool {
        self.content.is_text && self.status == StatusCode::INTERNAL_SERVER_ERROR
    }

    /// The same error, answered as its bare text instead of in JSON.
    pub(crate) fn in_text(mut self) -> Self {
        self.content.is_text = true;
        self
    }

    /// The same error, of a request that has met no operation.
    pub(crate) fn unrouted(mut self) -> Self {
        self.content.is_unrouted = true;
        self
    }

    /// True if no operation has the path of the request (404) or its method (405). An error from an operation, a dependency or a middleware returns
    /// false.
    ///
    /// ```
    /// use twinlane::prelude::*;
    /// use twinlane::testing::TestClient;
    ///
    /// #[get("/items/{item_id}")]
    /// async fn read_item(item_id: i64) -> Result<i64> {
    ///     Err(HttpError::new(404, format!("No item {item_id}")).into())
    /// }
    ///
    /// /// A page for addresses that do not exist; what an operation does not find is told as without this handler.
    /// async fn not_found(error: HttpError, _: Request) -> Result<Html, HttpError> {
    ///     if error.is_unrouted() { Ok(Html::new("<h1>No such page</h1>")) } else { Err(error) }
    /// }
    ///
    /// let app = App::new().routes(routes![read_item]).on_status(StatusCode::NOT_FOUND, not_found);
    /// let client = TestClient::blocking(app);
    /// assert_eq!(client.get("/itemz").send().text(), "<h1>No such page</h1>");
    /// assert_eq!(client.get("/items/3").send().text(), r#"{"detail":"No item 3"}"#);
    /// ```
    pub fn is_unrouted(&self) -> bool {
        self.content.is_unrouted
    }

    /// The same error with one more header: `error.header("www-authenticate", "Basic")`.
    ///
    /// A name or a value that HTTP does not allow, such as one with a line break, is logged and left out.
    #[must_use]
    pub fn header(
        mut self,
        name: impl TryInto<HeaderName>,
        value: impl TryInto<HeaderValue>,
    ) -> Self {
        if let Some((name, value)) = allowed_header(name, value) {
            self.content.headers.append(name, value);
        }
        self
    }

    /// The same error with headers that `add` adds.
    pub(crate) fn with_headers(mut self, add: impl FnOnce(&mut HeaderMap)) -> Self {
        add(&mut self.content.headers);
        self
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The detail.
    pub fn detail(&self) -> &Value {
        &self.content.detail
    }

    /// The headers, such as the `Retry-After` of a 503, for a handler that makes its own response.
    pub fn headers(&self) -> &HeaderMap {
        &self.content.headers
    }

    pub(crate) fn into_response(self) -> Response {
        let mut response = if is_bodiless(self.status) {
            let mut response = Response::default();
            *response.status_mut() = self.status;
            response
        } else if self.content.is_text {
            text_response(
                self.status,
                self.content.detail.as_str().unwrap_or_default().to_owned(),
            )
        } else {
            detail_response(self.status, &self.content.detail)
        };
        extend_headers(response.headers_mut(), self.content.headers);
        response
    }
}

/// Without the message of a panic, which is nobody's but the developer's: an application may send what it prints.
impl fmt::Debug for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpError")
            .field("status", &self.status)
            .field("detail", &self.content.detail)
            .field("headers", &self.content.headers)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.content.detail {
            Value::String(text) => write!(f, "{}: {text}", self.status.as_u16()),
            detail => write!(f, "{}: {detail}", self.status.as_u16()),
        }
    }
}

impl std::error::Error for HttpError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_panic_said_is_not_written_with_the_error() {
        let panic = Panicked::from_payload(&"no lamps");
        assert!(format!("{panic:?}").contains("no lamps"));
        let error = HttpError::of_panic(&panic);
        assert!(error.panic().is_some());
        assert!(!format!("{error:?} {error}").contains("lamps"));
    }
}
