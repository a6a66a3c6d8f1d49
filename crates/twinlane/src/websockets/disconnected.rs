//! The end of a connection, as its function learns of it.

use std::error::Error as StdError;
use std::fmt;
use std::iter::successors;
use std::sync::Arc;

use twinlane_websocket::CloseFrame;

use super::channel::Channel;
use crate::errors::Error;

/// The connection of a [`WebSocket`](crate::websocket::WebSocket) has ended: FastAPI's `WebSocketDisconnect`.
///
/// An operation that returns it, by `?`, ends without a line in the log: a client that goes is no failure.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Disconnected {
    /// The code: the client's, or the one by which this side has closed. 1005: the client has closed without one. 1006: it has gone without
    /// closing.
    pub code: u16,
    /// The reason beside the code; empty if there is none.
    pub reason: String,
}

/// The client has closed without a code.
const NO_CODE: u16 = 1005;

/// The client has gone without closing.
const GONE: u16 = 1006;

impl Disconnected {
    /// The client has closed the connection.
    pub(crate) fn by_client(frame: Option<CloseFrame>) -> Self {
        let (code, reason) =
            frame.map_or((NO_CODE, String::new()), |frame| (frame.code, frame.reason));
        Self { code, reason }
    }

    /// The client has gone.
    pub(crate) fn gone() -> Self {
        Self {
            code: GONE,
            reason: String::new(),
        }
    }

    /// This side has closed the connection.
    pub(crate) fn by_us(frame: &CloseFrame) -> Self {
        Self {
            code: frame.code,
            reason: frame.reason.clone(),
        }
    }

    /// The one that an error is, or that it was made of.
    pub(super) fn of(error: &Error) -> Option<&Self> {
        let first: &(dyn StdError + 'static) = error.as_std();
        let mut causes = successors(Some(first), |error: &&'_ (dyn StdError + 'static)| {
            (*error).source()
        });
        causes.find_map(|error| error.downcast_ref())
    }
}

/// The way in which a connection ends, for who is there when it has: what the teardown of a dependency has beside its
/// [`Outcome`](crate::dependency::Outcome), which says how the operation has ended.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::dependency::{AfterResponse, Outcome};
///
/// #[dependency]
/// async fn visit(socket: &mut WebSocket) -> Provided<u64, AfterResponse> {
///     let end = socket.end();
///     Provided::new(1).after_response(async move |_visit, _: Outcome| {
///         if let Some(closed) = end.closed() {
///             tracing::info!(code = closed.code, reason = closed.reason, "a visit has ended");
///         }
///     })
/// }
/// # fn main() {}
/// ```
#[derive(Clone)]
pub struct WebSocketEnd(Arc<Channel>);

impl WebSocketEnd {
    pub(super) fn new(channel: &Arc<Channel>) -> Self {
        Self(Arc::clone(channel))
    }

    /// The code and the reason of the side that has closed it first; 1006 if the client has gone without closing it.
    ///
    /// `None` if it was never accepted, and while it is open: a teardown before the response runs before the connection is closed, and so does every
    /// teardown of an operation that has failed.
    pub fn closed(&self) -> Option<Disconnected> {
        self.0.with(|state| {
            state.agreed?;
            state.end().cloned()
        })
    }
}

impl fmt::Debug for WebSocketEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WebSocketEnd").field(&self.closed()).finish()
    }
}

impl fmt::Display for Disconnected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the connection has ended with {}", self.code)?;
        if self.reason.is_empty() {
            return Ok(());
        }
        write!(f, ": {}", self.reason)
    }
}

impl StdError for Disconnected {}
