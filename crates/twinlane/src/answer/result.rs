//! `Result` as a response: the value, or the error's own response.

use std::marker::PhantomData;

use super::own_error::error_answer;
use super::{AnswerDescription, Answered, ErrorDescription, Respond};
use crate::errors::{AnyError, Error};

/// The marker of responses that may fail.
#[derive(Debug)]
#[non_exhaustive]
pub struct ViaResult<Via>(PhantomData<Via>);

/// An error that a path operation can fail with.
///
/// It is implemented for every error that `?` [converts](crate::Error), such as `anyhow::Error` and `Box<dyn Error + Send + Sync>`. An
/// [`HttpError`](crate::HttpError) has its own status; any other error is a 500. An error with `#[derive(ApiError)]` also has its statuses in the
/// document.
///
/// Implement it by hand for an error with another body than `{"detail": ...}`. Such a type cannot implement `std::error::Error`.
///
/// ```
/// use twinlane::http::HeaderValue;
/// use twinlane::prelude::*;
/// use twinlane::testing::TestClient;
/// use twinlane::response::{Answered, ErrorDescription, Failure};
///
/// /// A problem of RFC 9457.
/// struct OutOfStock {
///     item_id: i64,
/// }
///
/// impl Failure for OutOfStock {
///     fn describe() -> Vec<ErrorDescription> {
///         vec![ErrorDescription::new(409, "Nothing of it is left")]
///     }
///
///     fn into_answered(self) -> Answered {
///         let problem = json!({ "title": "Out of stock", "item": self.item_id });
///         let media_type = HeaderValue::from_static("application/problem+json");
///         Answered::content(media_type, problem.to_string()).with_status(StatusCode::CONFLICT)
///     }
/// }
///
/// #[post("/items/{item_id}/order")]
/// async fn order(item_id: i64) -> Result<Value, OutOfStock> {
///     Err(OutOfStock { item_id })
/// }
///
/// let client = TestClient::blocking(App::new().routes(routes![order]));
/// let response = client.post("/items/3/order").send();
/// assert_eq!(response.status(), 409);
/// assert_eq!(response.json::<Value>()["item"], 3);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of a path operation or a dependency: nothing says how it is answered",
    label = "not an error that can be answered",
    note = "an error of your own says its statuses: `#[derive(Debug, ApiError)]` above it, and `#[error(status = 404, detail = \"Item not found\")]` above each variant",
    note = "one response that is an error: `HttpError::new(404, \"Item not found\")`",
    note = "an error that clients see as a 500 and the log in full: return `twinlane::Result<..>`, whose error `?` makes of any other, boxed ones too"
)]
pub trait Failure: Sized + 'static {
    /// Its description in the document.
    fn describe() -> Vec<ErrorDescription> {
        Vec::new()
    }

    /// The response: [`Answered::failed`], or another one, with the status 500 if it sets none.
    ///
    /// In both cases the request has failed. Teardowns get [`Outcome::Failed`](crate::dependency::Outcome::Failed). Changes of the response and
    /// background tasks from functions of the request are dropped, as in FastAPI.
    fn into_answered(self) -> Answered;
}

#[diagnostic::do_not_recommend]
impl<E: AnyError> Failure for E {
    fn into_answered(self) -> Answered {
        Answered::failed(self)
    }
}

impl Failure for Error {
    fn into_answered(self) -> Answered {
        Answered::failed(self)
    }
}

impl<T, E, Via> Respond<ViaResult<Via>> for Result<T, E>
where
    T: Respond<Via>,
    E: Failure,
{
    fn describe() -> AnswerDescription {
        T::describe().or_errors(E::describe())
    }

    fn respond(self) -> Answered {
        match self {
            Ok(value) => value.respond(),
            Err(error) => error_answer(error),
        }
    }
}
