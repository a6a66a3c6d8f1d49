use std::error::Error as StdError;
use std::fmt;

use twinlane_model::{ErrorDetail, JsonValue};

use super::sent_body::SentBody;

/// All validation errors of a request: the error behind the 422 that lists them.
///
/// To send another response, handle it with [`App::on_error`](crate::App::on_error). If the handler returns it as an error, FastAPI's own response
/// is sent. An operation, a dependency or a middleware may make one for a rule that a type cannot express:
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::testing::TestClient;
/// use twinlane::error::{ErrorDetail, RequestValidationError};
///
/// #[get("/between")]
/// async fn between(first: i64, last: i64) -> Result<i64> {
///     if last < first {
///         let error = ErrorDetail::custom("order", ["query", "last"], "Input should not be before `first`", last);
///         return Err(RequestValidationError::new(vec![error]).into());
///     }
///     Ok(last - first)
/// }
///
/// let client = TestClient::blocking(App::new().routes(routes![between]));
/// let response = client.get("/between?first=3&last=1").send();
/// assert_eq!(response.status(), 422);
/// assert_eq!(response.json::<Value>()["detail"][0]["loc"], json!(["query", "last"]));
/// ```
///
/// `Display` lists the errors, each as Python prints it, with the same inputs as the response. [`body`](Self::body) may hold secrets, so neither
/// `Display` nor `Debug` shows it.
#[derive(Clone)]
pub struct RequestValidationError {
    errors: Vec<ErrorDetail>,
    body: Option<SentBody>,
}

impl RequestValidationError {
    /// Makes an error from these errors, without a body.
    pub fn new(errors: Vec<ErrorDetail>) -> Self {
        Self { errors, body: None }
    }

    /// The same error, with this value as the body of the request.
    #[must_use]
    pub fn with_body(self, body: impl Into<JsonValue>) -> Self {
        self.with_sent_body(Some(SentBody::Value(body.into())))
    }

    pub(crate) fn with_sent_body(mut self, body: Option<SentBody>) -> Self {
        self.body = body;
        self
    }

    /// The errors, in FastAPI's order: path, query, header, cookie, body.
    pub fn errors(&self) -> &[ErrorDetail] {
        &self.errors
    }

    /// The whole body as it was sent, secrets too.
    ///
    /// For JSON it is the value; for other content, the text. For a form it is an object of the fields, in which a file is an object with its name,
    /// size and headers. `None` if no body was sent, or no parameter reads it.
    pub fn body(&self) -> Option<JsonValue> {
        self.body.as_ref().map(SentBody::value)
    }
}

impl PartialEq for RequestValidationError {
    fn eq(&self, other: &Self) -> bool {
        self.errors == other.errors && self.body() == other.body()
    }
}

impl fmt::Debug for RequestValidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestValidationError")
            .field("errors", &self.errors)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for RequestValidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.errors.len();
        let plural = if count == 1 { "" } else { "s" };
        write!(f, "{count} validation error{plural}:")?;
        self.errors
            .iter()
            .try_for_each(|error| write!(f, "\n  {error}"))
    }
}

impl StdError for RequestValidationError {}
