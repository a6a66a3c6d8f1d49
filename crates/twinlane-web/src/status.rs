//! Rules of a status for the rest of its response.

use http::StatusCode;

/// True if a response with this status has no body (RFC 9110, sections 15.2, 15.3.5, 15.3.6 and 15.4.5).
pub fn is_bodiless(status: StatusCode) -> bool {
    status.is_informational() || matches!(status.as_u16(), 204 | 205 | 304)
}

/// True if the headers and the body of a response only make sense with this status: a switch of protocols, a part of the content, a
/// redirect, "not modified", an unsatisfiable range.
pub fn is_decided(status: StatusCode) -> bool {
    status.is_informational() || status.is_redirection() || matches!(status.as_u16(), 206 | 416)
}

/// True if a client follows the `Location` of a response with this status.
pub fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 300..=303 | 307 | 308)
}
