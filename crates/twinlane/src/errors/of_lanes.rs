//! Errors of running a function in its lane: it panicked, its lane is full, or it was given up.

use std::fmt;
use std::time::Duration;

use http::{StatusCode, header};
use tracing::{debug, error};
use twinlane_lanes::{Panicked, Refused};
use twinlane_server::LogText;

use super::{Error, HttpError};

/// Logs a panic. The error for the client says nothing of it.
pub(crate) fn panicked(name: &str, panic: &Panicked) -> Error {
    error!("{name} panicked: {}", LogText(&panic.message));
    HttpError::of_panic(panic).into()
}

/// The error of a function that its lane has not run: a panic as above, or a full queue, which is a 503 with `Retry-After`.
pub(crate) fn refused(name: &str, refused: &Refused) -> HttpError {
    match refused {
        Refused::Full(full) => {
            debug!("{name} is answered with 503: {full}");
            too_busy(full.retry_after)
        }
        Refused::Panicked(panic) => {
            error!("{name} {}", LogText(refused));
            HttpError::of_panic(panic)
        }
        _ => {
            error!("{name} {}", LogText(refused));
            HttpError::internal()
        }
    }
}

/// A 503 that says when to come again: in a second at the earliest.
pub(crate) fn too_busy(retry_after: Duration) -> HttpError {
    let seconds = retry_after.as_secs_f64().ceil();
    let seconds = seconds.clamp(1., MOST_RETRY_SECONDS);
    HttpError::from_status(StatusCode::SERVICE_UNAVAILABLE)
        .header(header::RETRY_AFTER, format!("{seconds}"))
}

/// A few slow calls can make the expected wait very long. No client should stay away for hours.
const MOST_RETRY_SECONDS: f64 = 300.;

/// The operation was given up. Nobody sees the response, so no handler is asked for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GivenUp {
    /// The client has gone, and the operation has `cancel_on_disconnect` or the server stops.
    ClientGone,
    /// A layer around the operation did not wait for its response.
    Cancelled,
}

impl GivenUp {
    /// The reason, told in the task that gives it up.
    pub(crate) fn here() -> Self {
        if twinlane_lanes::is_cleaning_up() {
            Self::Cancelled
        } else {
            Self::ClientGone
        }
    }
}

impl fmt::Display for GivenUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ClientGone => "the client has gone",
            Self::Cancelled => "what stands around the operation did not wait for it",
        })
    }
}

impl std::error::Error for GivenUp {}
