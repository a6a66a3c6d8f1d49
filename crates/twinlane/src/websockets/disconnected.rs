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
/// An operation that returns this error, by `?`, ends without a line in the log: a client that disconnects is no failure.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Disconnected {
    /// The close code of the client, or the code with which this side has closed.
    ///
    /// 1005: the client has closed without a code. 1006: the connection is lost; the client has not closed it.
    pub code: u16,
    /// The reason that came with the code; empty if there is none.
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

/// The end of a connection, for the teardown of a dependency: it has the close code after the connection has ended. The
/// [`Outcome`](crate::dependency::Outcome) of the same teardown tells how the operation has ended.
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

    /// The close code and the reason of the side that closed first; 1006 if the client has gone without closing.
    ///
    /// `None` if the connection was never accepted, and while it is open. A teardown before the response runs while the connection is still open. So
    /// does every teardown of an operation that has failed.
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
