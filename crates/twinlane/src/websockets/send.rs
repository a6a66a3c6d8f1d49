//! Sending messages.

use std::future::poll_fn;
use std::mem::forget;
use std::task::{Poll, ready};

use bytes::BytesMut;
use tracing::error;
use twinlane_model::{DataType, DataTypeExt as _};
use twinlane_websocket::{CloseFrame, PreparedMessage, Writer, may_be_sent};

use super::channel::Channel;
use super::codes::INTERNAL_ERROR;
use super::state::Awareness;
use super::waiters::Waits;
use super::{Disconnected, Message};

/// Closes the connection if what writes its messages is lost by a panic: nobody else could send.
struct CloseIfLost<'c>(&'c Channel);

impl Drop for CloseIfLost<'_> {
    fn drop(&mut self) {
        let frame = CloseFrame::new(INTERNAL_ERROR, "");
        self.0.with(|state| state.close(&frame));
    }
}

impl Channel {
    /// Writes a message as soon as there is room for it. Dropped before its end, it has written nothing.
    ///
    /// Other senders wait meanwhile, and nobody else: it may have to be compressed.
    async fn write(
        &self,
        mut write: impl FnMut(&mut Writer, &mut BytesMut),
    ) -> Result<(), Disconnected> {
        let mut room = Waits::new(self, |state| &mut state.senders);
        poll_fn(|cx| {
            let mut writer = ready!(room.poll(|state| state.poll_writer(cx)))?;
            let lost = CloseIfLost(self);
            let mut message = BytesMut::new();
            write(&mut writer, &mut message);
            forget(lost);
            Poll::Ready(self.with(|state| state.put_message(writer, message)))
        })
        .await
    }

    pub(super) async fn send_text(&self, text: &str) -> Result<(), Disconnected> {
        self.write(|writer, output| writer.write_text(text, output))
            .await
    }

    pub(super) async fn send_bytes(&self, bytes: &[u8]) -> Result<(), Disconnected> {
        self.write(|writer, output| writer.write_binary(bytes, output))
            .await
    }

    pub(super) async fn send_prepared(
        &self,
        message: &PreparedMessage,
    ) -> Result<(), Disconnected> {
        self.write(|writer, output| writer.write_prepared(message, output))
            .await
    }

    pub(super) async fn send(&self, message: &Message) -> Result<(), Disconnected> {
        match message {
            Message::Text(text) => self.send_text(text).await,
            Message::Binary(bytes) => self.send_bytes(bytes).await,
        }
    }

    pub(super) async fn send_json<T: DataType>(&self, value: &T) -> Result<(), Disconnected> {
        self.send_text(&value.to_json()).await
    }

    /// Closes the connection. What was sent before is written before.
    pub(super) fn close(&self, code: u16, reason: &str) {
        let frame = if may_be_sent(code) {
            CloseFrame::new(code, reason)
        } else {
            error!(
                "{}: {code} is no code to close a WebSocket with: it is closed with 1011",
                self.rules.name
            );
            CloseFrame::new(INTERNAL_ERROR, "")
        };
        self.with(|state| {
            state.close(&frame);
            // It knows.
            state.awareness = Awareness::Told;
        });
    }

    /// Ready when the connection has ended.
    pub(super) async fn closed(&self) -> Disconnected {
        let mut end = Waits::new(self, |state| &mut state.changes);
        poll_fn(|cx| {
            end.poll(|state| {
                if let Some(end) = state.tell_end() {
                    return Poll::Ready(end);
                }
                state.turn.wait(&mut state.changes, cx);
                Poll::Pending
            })
        })
        .await
    }
}
