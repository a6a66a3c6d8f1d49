//! Receiving messages.

use std::future::poll_fn;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use tokio::task::coop::poll_proceed;
use twinlane_model::{DataType, DataTypeExt as _};
use twinlane_websocket::CloseFrame;

use super::channel::Channel;
use super::codes::UNSUPPORTED_DATA;
use super::{Disconnected, Message, ReceiveError};
use crate::errors::RequestValidationError;

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

    pub(super) fn poll_text(&self, cx: &mut Context<'_>) -> Poll<Result<String, Disconnected>> {
        Poll::Ready(match ready!(self.poll_receive(cx))? {
            Message::Text(text) => Ok(text),
            Message::Binary(_) => Err(self.refuse_kind("a text was expected")),
        })
    }

    pub(super) fn poll_bytes(&self, cx: &mut Context<'_>) -> Poll<Result<Bytes, Disconnected>> {
        Poll::Ready(match ready!(self.poll_receive(cx))? {
            Message::Binary(bytes) => Ok(bytes),
            Message::Text(_) => Err(self.refuse_kind("bytes were expected")),
        })
    }

    pub(super) fn poll_json<T: DataType>(
        &self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<T, ReceiveError>> {
        let read = match ready!(self.poll_receive(cx))? {
            Message::Text(text) => T::from_json(text.as_str()),
            Message::Binary(bytes) => T::from_json(bytes.as_ref()),
        };
        Poll::Ready(
            read.map_err(|errors| RequestValidationError::new(errors.errors().to_vec()).into()),
        )
    }

    /// The next message. Dropped before its end, it has taken none; likewise below.
    pub(super) async fn receive(&self) -> Result<Message, Disconnected> {
        poll_fn(|cx| self.poll_receive(cx)).await
    }

    /// The next message, which is a text.
    pub(super) async fn receive_text(&self) -> Result<String, Disconnected> {
        poll_fn(|cx| self.poll_text(cx)).await
    }

    /// The next message, which is bytes.
    pub(super) async fn receive_bytes(&self) -> Result<Bytes, Disconnected> {
        poll_fn(|cx| self.poll_bytes(cx)).await
    }

    /// The next message, a text or bytes, as JSON.
    pub(super) async fn receive_json<T: DataType>(&self) -> Result<T, ReceiveError> {
        poll_fn(|cx| self.poll_json(cx)).await
    }

    /// Closes the connection, since the client sends what the function cannot take.
    fn refuse_kind(&self, reason: &str) -> Disconnected {
        let frame = CloseFrame::new(UNSUPPORTED_DATA, reason);
        let (end, refused) = self.with(|state| {
            state.close(&frame);
            // The messages behind it are refused as well.
            (state.tell_end(), state.take_messages())
        });
        drop(refused);
        end.unwrap_or_else(Disconnected::gone)
    }
}
