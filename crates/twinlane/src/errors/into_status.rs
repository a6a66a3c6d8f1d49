//! `IntoStatus`: the status of an error, as a number or by its name.

use http::StatusCode;

/// The status of an error: a number, `404`, or its name, `StatusCode::NOT_FOUND`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no status",
    note = "a status is a number, as in `404`, or a `StatusCode`, as in `StatusCode::NOT_FOUND`"
)]
pub trait IntoStatus {
    /// The status. `None` for a number outside 100 to 999.
    fn into_status(self) -> Option<StatusCode>;
}

impl IntoStatus for StatusCode {
    fn into_status(self) -> Option<StatusCode> {
        Some(self)
    }
}

impl IntoStatus for u16 {
    fn into_status(self) -> Option<StatusCode> {
        StatusCode::from_u16(self).ok()
    }
}
