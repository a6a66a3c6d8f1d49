//! The subscriber's side of a room.

use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::backplane::Interest;
use super::directory::{Directory, Entered};

/// Receives the messages of a room from the time of subscribing: see [`Rooms::subscribe`](super::Rooms::subscribe). Dropping it leaves the room.
///
/// It is also a [`Stream`], which does not end.
pub struct Subscription<T: ?Sized> {
    directory: Arc<Directory<T>>,
    entered: Entered<T>,
    interest: Option<Interest>,
}

/// A subscriber was too slow, and has lost this number of messages: the oldest that it had not received.
///
/// `0` means that a [`Backplane`](super::Backplane) has lost an unknown number of messages of other processes. The subscription continues with the
/// oldest message that is left. A `#[websocket]` operation that returns this error, by `?`, closes the connection with 1013.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "it is a number")]
pub struct Lagged(pub u64);

impl<T: ?Sized> Subscription<T> {
    pub(super) fn new(
        directory: &Arc<Directory<T>>,
        room: &str,
        interest: Option<Interest>,
    ) -> Self {
        let entered = directory.enter(room);
        if let Some(interest) = &interest
            && entered.is_first
        {
            interest.changed(room);
        }
        Self {
            directory: Arc::clone(directory),
            entered,
            interest,
        }
    }

    /// The name of the room.
    pub fn room(&self) -> &str {
        &self.entered.name
    }

    /// Receives the next message. The future may be dropped before its end, as `select!` does: then no message has been received.
    ///
    /// # Errors
    ///
    /// [`Lagged`]: messages came faster than they were received. The next call continues with the messages that are left.
    pub async fn receive(&mut self) -> Result<Arc<T>, Lagged> {
        poll_fn(|cx| self.poll_receive(cx)).await
    }

    pub(super) fn poll_receive(&mut self, cx: &Context<'_>) -> Poll<Result<Arc<T>, Lagged>> {
        self.entered.room.poll(&mut self.entered.place, cx)
    }
}

impl<T: ?Sized> Stream for Subscription<T> {
    type Item = Result<Arc<T>, Lagged>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_receive(cx).map(Some)
    }
}

impl<T: ?Sized> Drop for Subscription<T> {
    fn drop(&mut self) {
        let Entered {
            name, room, place, ..
        } = &self.entered;
        let is_last = self.directory.leave(name, room, place);
        if let Some(interest) = &self.interest
            && is_last
        {
            interest.changed(name);
        }
    }
}

impl<T: ?Sized> fmt::Debug for Subscription<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription")
            .field("room", &self.entered.name)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Lagged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self(0) => f.write_str("messages of other processes were lost"),
            Self(lost) => write!(
                f,
                "{lost} messages were lost: they came faster than they were received"
            ),
        }
    }
}

impl StdError for Lagged {}
