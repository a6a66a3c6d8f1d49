//! The messages of a connection, one after another.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::ops::Deref;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use twinlane_model::DataType;

use super::ReceiveError;
use super::channel::Channel;
use super::state::State;
use crate::errors::RequestValidationError;

/// The messages of a connection, one after another, until it ends: Starlette's `iter_text` and its siblings. It is a `Stream` too.
///
/// ```
/// use twinlane::prelude::*;
///
/// #[websocket("/echo")]
/// async fn echo(mut socket: WebSocket) -> Result<()> {
///     socket.accept().await?;
///     let mut texts = socket.iter_text();
///     while let Some(text) = texts.next().await {
///         socket.send_text(text).await?;
///     }
///     Ok(())
/// }
/// # fn main() {}
/// ```
pub struct Messages<T> {
    channel: Receiving,
    of: PhantomData<fn() -> T>,
}

impl<T> Messages<T> {
    pub(super) fn new(channel: &Arc<Channel>) -> Self {
        Self {
            channel: Receiving::new(channel),
            of: PhantomData,
        }
    }
}

impl Messages<String> {
    /// The next text. `None` means that the connection has ended, for any reason.
    pub async fn next(&mut self) -> Option<String> {
        next(self).await
    }
}

impl Messages<Bytes> {
    /// The next bytes. `None` means that the connection has ended, for any reason.
    pub async fn next(&mut self) -> Option<Bytes> {
        next(self).await
    }
}

/// The messages that are read as JSON.
#[derive(Debug)]
pub struct Json<T>(PhantomData<fn() -> T>);

impl<T: DataType> Messages<Json<T>> {
    /// The next message, or the errors of an invalid one. `None` means that the connection has ended, for any reason.
    pub async fn next(&mut self) -> Option<Result<T, RequestValidationError>> {
        next(self).await
    }
}

async fn next<S: Stream + Unpin>(messages: &mut S) -> Option<S::Item> {
    poll_fn(|cx| Pin::new(&mut *messages).poll_next(cx)).await
}

impl Stream for Messages<String> {
    type Item = String;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<String>> {
        self.channel.poll_text(cx).map(Result::ok)
    }
}

impl Stream for Messages<Bytes> {
    type Item = Bytes;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        self.channel.poll_bytes(cx).map(Result::ok)
    }
}

impl<T: DataType> Stream for Messages<Json<T>> {
    type Item = Result<T, RequestValidationError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.channel.poll_json(cx).map(|read| match read {
            Ok(value) => Some(Ok(value)),
            Err(ReceiveError::Invalid(error)) => Some(Err(error)),
            Err(ReceiveError::Disconnected(_)) => None,
        })
    }
}

impl<T> fmt::Debug for Messages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Messages")
    }
}

/// A channel from which messages are received. Once a connection is split and none of these is left, what its client sends is dropped as it
/// arrives.
pub(super) struct Receiving(Arc<Channel>);

impl Receiving {
    pub(super) fn new(channel: &Arc<Channel>) -> Self {
        channel.with(State::add_receiving);
        Self(Arc::clone(channel))
    }
}

impl Deref for Receiving {
    type Target = Arc<Channel>;

    fn deref(&self) -> &Arc<Channel> {
        &self.0
    }
}

impl Drop for Receiving {
    fn drop(&mut self) {
        // They are dropped outside of the lock.
        drop(self.0.with(State::remove_receiving));
    }
}
