//! Sending messages.

use std::future::poll_fn;
use std::task::{Poll, ready};

use tracing::error;
use twinlane_model::{DataType, DataTypeExt as _};
use twinlane_websocket::{CloseFrame, PreparedMessage, may_be_sent};

use super::channel::{Awareness, Channel, State};
use super::codes::INTERNAL_ERROR;
use super::{Disconnected, Message};

impl Channel {
    /// Writes a message as soon as there is room for it. Dropped before its end, it has written nothing.
    async fn write(&self, mut write: impl FnMut(&mut State)) -> Result<(), Disconnected> {
        poll_fn(|cx| {
            let mut state = self.lock();
            ready!(state.poll_room(cx))?;
            write(&mut state);
            state.note_message();
            Poll::Ready(Ok(()))
        })
        .await
    }

    pub(super) async fn send_text(&self, text: &str) -> Result<(), Disconnected> {
        self.write(|state| state.protocol.write_text(text, &mut state.output))
            .await
    }

    pub(super) async fn send_bytes(&self, bytes: &[u8]) -> Result<(), Disconnected> {
        self.write(|state| state.protocol.write_binary(bytes, &mut state.output))
            .await
    }

    pub(super) async fn send_prepared(
        &self,
        message: &PreparedMessage,
    ) -> Result<(), Disconnected> {
        self.write(|state| state.protocol.write_prepared(message, &mut state.output))
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
        let mut state = self.lock();
        state.close(&frame);
        // It knows.
        state.awareness = Awareness::Told;
    }

    /// Ready when the connection has ended.
    pub(super) async fn closed(&self) -> Disconnected {
        poll_fn(|cx| {
            let mut state = self.lock();
            if let Some(end) = state.tell_end() {
                return Poll::Ready(end);
            }
            state.changes.add(cx);
            Poll::Pending
        })
        .await
    }
}
