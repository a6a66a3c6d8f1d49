use std::error::Error as StdError;
use std::fmt;

use twinlane_model::{ErrorDetail, JsonValue};

use super::sent_body::SentBody;

/// Everything that is wrong with a request, on its way to becoming the 422 that lists it.
///
/// An application that words it otherwise takes it with [`App::on_error`](crate::App::on_error). A handler that returns it as an error
/// leaves it to FastAPI's own response. An operation, a dependency or a middleware may make one for what a type cannot say:
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
/// `Display` lists the errors, each as Python prints it. It shows inputs as the response does; [`body`](Self::body) may hold secrets, and
/// neither `Display` nor `Debug` shows it.
#[derive(Clone)]
pub struct RequestValidationError {
    errors: Vec<ErrorDetail>,
    body: Option<SentBody>,
}

impl RequestValidationError {
    /// An error of your own, of these errors and without a body.
    pub fn new(errors: Vec<ErrorDetail>) -> Self {
        Self { errors, body: None }
    }

    /// The same error, about this body.
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

    /// The body that was sent, whole and as it was, secrets too: the value of its JSON; the text of what is no JSON; an object of the
    /// fields of a form, where a file is its name. `None` if there was none, or no parameter reads it.
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
