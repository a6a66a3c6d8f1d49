//! Receiving messages.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use tokio::task::coop::poll_proceed;
use twinlane_model::{DataType, DataTypeExt as _};
use twinlane_websocket::CloseFrame;

use super::channel::Channel;
use super::codes::UNSUPPORTED_DATA;
use super::{Disconnected, Message, ReceiveError};
use crate::error::RequestValidationError;

impl Channel {
    fn poll_receive(&self, cx: &mut Context<'_>) -> Poll<Result<Message, Disconnected>> {
        // A client that sends faster than the function receives would keep its worker.
        let budget = ready!(poll_proceed(cx));
        self.with(|state| {
            if let Some(message) = state.next_message() {
                budget.made_progress();
                return Poll::Ready(Ok(message));
            }
            if let Some(end) = state.tell_end().or_else(|| state.end_unaccepted()) {
                return Poll::Ready(Err(end));
            }
            state.turn.wait(&mut state.receivers, cx);
            Poll::Pending
        })
    }

    /// The next message. Dropped before its end, it has taken none.
    pub(super) async fn receive(&self) -> Result<Message, Disconnected> {
        poll_fn(|cx| self.poll_receive(cx)).await
    }

    /// The next message, which is a text.
    pub(super) async fn receive_text(&self) -> Result<String, Disconnected> {
        match self.receive().await? {
            Message::Text(text) => Ok(text),
            Message::Binary(_) => Err(self.refuse_kind("a text was expected")),
        }
    }

    /// The next message, which is bytes.
    pub(super) async fn receive_bytes(&self) -> Result<Bytes, Disconnected> {
        match self.receive().await? {
            Message::Binary(bytes) => Ok(bytes),
            Message::Text(_) => Err(self.refuse_kind("bytes were expected")),
        }
    }

    /// The next message, a text or bytes, as JSON.
    pub(super) async fn receive_json<T: DataType>(&self) -> Result<T, ReceiveError> {
        let read = match self.receive().await? {
            Message::Text(text) => T::from_json(text.as_str()),
            Message::Binary(bytes) => T::from_json(bytes.as_ref()),
        };
        read.map_err(|errors| RequestValidationError::new(errors.errors().to_vec()).into())
    }

    /// Closes the connection, since the client sends what the function cannot take.
    fn refuse_kind(&self, reason: &str) -> Disconnected {
        let frame = CloseFrame::new(UNSUPPORTED_DATA, reason);
        let end = self.with(|state| {
            state.close(&frame);
            state.tell_end()
        });
        end.unwrap_or_else(Disconnected::gone)
    }
}

/// The messages of a connection, one after another, until it ends: Starlette's `iter_text` and its siblings.
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
    channel: Arc<Channel>,
    of: PhantomData<fn() -> T>,
}

impl<T> Messages<T> {
    pub(super) fn new(channel: &Arc<Channel>) -> Self {
        Self {
            channel: Arc::clone(channel),
            of: PhantomData,
        }
    }
}

impl Messages<String> {
    /// The next text. `None`: the connection has ended, however it did.
    pub async fn next(&mut self) -> Option<String> {
        self.channel.receive_text().await.ok()
    }
}

impl Messages<Bytes> {
    /// The next bytes. `None`: the connection has ended, however it did.
    pub async fn next(&mut self) -> Option<Bytes> {
        self.channel.receive_bytes().await.ok()
    }
}

/// The messages that are read as JSON.
#[derive(Debug)]
pub struct Json<T>(PhantomData<fn() -> T>);

impl<T: DataType> Messages<Json<T>> {
    /// The next message, or what is wrong with it. `None`: the connection has ended, however it did.
    pub async fn next(&mut self) -> Option<Result<T, RequestValidationError>> {
        match self.channel.receive_json().await {
            Ok(value) => Some(Ok(value)),
            Err(ReceiveError::Invalid(error)) => Some(Err(error)),
            Err(ReceiveError::Disconnected(_)) => None,
        }
    }
}

impl<T> fmt::Debug for Messages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Messages")
    }
}
