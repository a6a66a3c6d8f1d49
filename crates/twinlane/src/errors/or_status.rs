//! `.or_404("Item not found")`: a missing value, or a failure, as the client's error.

use serde::Serialize;

use super::{HttpError, IntoStatus, Result};

/// Turns `None`, or an `Err`, into an [`HttpError`].
///
/// ```
/// use twinlane::prelude::*;
///
/// #[get("/colours/{name}")]
/// async fn read(name: String) -> Result<Value> {
///     let code = [("red", "f00"), ("green", "0f0")].iter().find(|entry| entry.0 == name).or_404("No such colour")?;
///     Ok(json!(code.1))
/// }
/// # fn main() {}
/// ```
pub trait OrStatus<T>: Sized {
    /// The value, or an error with this status and detail: `.or_status(StatusCode::GONE, "No more of it")`.
    ///
    /// # Errors
    ///
    /// An [`HttpError`] if there is no value. The error in an `Err` is dropped, and the client does not see it.
    fn or_status(self, status: impl IntoStatus, detail: impl Serialize) -> Result<T>;

    /// The value, or 400 Bad Request.
    fn or_400(self, detail: impl Serialize) -> Result<T> {
        self.or_status(400, detail)
    }

    /// The value, or 401 Unauthorized.
    fn or_401(self, detail: impl Serialize) -> Result<T> {
        self.or_status(401, detail)
    }

    /// The value, or 403 Forbidden.
    fn or_403(self, detail: impl Serialize) -> Result<T> {
        self.or_status(403, detail)
    }

    /// The value, or 404 Not Found.
    fn or_404(self, detail: impl Serialize) -> Result<T> {
        self.or_status(404, detail)
    }

    /// The value, or 409 Conflict.
    fn or_409(self, detail: impl Serialize) -> Result<T> {
        self.or_status(409, detail)
    }
}

impl<T> OrStatus<T> for Option<T> {
    fn or_status(self, status: impl IntoStatus, detail: impl Serialize) -> Result<T> {
        self.ok_or_else(|| HttpError::new(status, detail).into())
    }
}

impl<T, E> OrStatus<T> for Result<T, E> {
    fn or_status(self, status: impl IntoStatus, detail: impl Serialize) -> Result<T> {
        self.map_err(|_| HttpError::new(status, detail).into())
    }
}
