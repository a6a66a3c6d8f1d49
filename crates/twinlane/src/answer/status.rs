//! The status of a response: one rule for everything that sets one.
//!
//! 1. A response keeps the status that it decides itself: a file asked for in ranges or with a condition (206, 304, 416),
//!    a redirect, a whole [`Response`] whose status its headers and body rest on.
//! 2. Otherwise the returned value says it: `(StatusCode, _)`, [`Answered::with_status`](super::Answered::with_status).
//! 3. Otherwise `ResponseParts`: those of teardowns that run before the response, the last first; then the operation's, then those of its
//!    dependencies. A whole response ignores them.
//! 4. Otherwise the `status` of the operation; in a handler of errors, the status of the error.
//!
//! A file decides its status only where 2 to 4 come to 200: the page of a 404 is sent whole.

use http::StatusCode;
use twinlane_web::Response;
use twinlane_web::status::{is_decided, is_redirect};

/// The status of a redirect: its own, or the one that was said if that is a redirect's, or 307.
pub(crate) fn of_redirect(own: Option<StatusCode>, said: StatusCode) -> StatusCode {
    own.unwrap_or(if is_redirect(said) {
        said
    } else {
        StatusCode::TEMPORARY_REDIRECT
    })
}

/// A whole response with the status that was said over it.
pub(crate) fn over(mut response: Response, said: Option<StatusCode>) -> Response {
    if let Some(said) = said.filter(|_| !is_decided(response.status())) {
        *response.status_mut() = said;
    }
    response
}
