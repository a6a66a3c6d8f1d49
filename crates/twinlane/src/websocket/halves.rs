//! The two halves of a connection, for two tasks.

use std::sync::Arc;

use bytes::Bytes;
use twinlane_model::DataType;
use twinlane_websocket::PreparedMessage;

use super::channel::Channel;
use super::{Disconnected, Message, ReceiveError};

/// The half of a [`WebSocket`](crate::WebSocket) that sends. Clones send on the same connection.
#[derive(Debug, Clone)]
pub struct WebSocketSender(Arc<Channel>);

/// The half of a [`WebSocket`](crate::WebSocket) that receives.
#[derive(Debug)]
pub struct WebSocketReceiver(Arc<Channel>);

impl WebSocketSender {
    pub(super) fn new(channel: &Arc<Channel>) -> Self {
        Self(Arc::clone(channel))
    }

    /// Sends a message: see [`WebSocket::send`](crate::WebSocket::send).
    ///
    /// # Errors
    ///
    /// The connection has ended.
    pub async fn send(&mut self, message: impl Into<Message>) -> Result<(), Disconnected> {
        self.0.send(&message.into()).await
    }

    /// Sends a text.
    ///
    /// # Errors
    ///
    /// The connection has ended.
    pub async fn send_text(&mut self, text: impl AsRef<str> + Send) -> Result<(), Disconnected> {
        self.0.send_text(text.as_ref()).await
    }

    /// Sends bytes.
    ///
    /// # Errors
    ///
    /// The connection has ended.
    pub async fn send_bytes(&mut self, bytes: impl AsRef<[u8]> + Send) -> Result<(), Disconnected> {
        self.0.send_bytes(bytes.as_ref()).await
    }

    /// Sends a value as JSON.
    ///
    /// # Errors
    ///
    /// The connection has ended.
    pub async fn send_json<T: DataType + Sync>(&mut self, value: &T) -> Result<(), Disconnected> {
        self.0.send_json(value).await
    }

    /// Sends a message that goes to many connections: see [`WebSocket::send_prepared`](crate::WebSocket::send_prepared).
    ///
    /// # Errors
    ///
    /// The connection has ended.
    pub async fn send_prepared(&mut self, message: &PreparedMessage) -> Result<(), Disconnected> {
        self.0.send_prepared(message).await
    }

    /// Ready when the connection has ended: see [`WebSocket::closed`](crate::WebSocket::closed).
    pub async fn closed(&self) -> Disconnected {
        self.0.closed().await
    }

    /// Closes the connection: see [`WebSocket::close`](crate::WebSocket::close).
    pub fn close(&mut self, code: u16, reason: &str) {
        self.0.close(code, reason);
    }
}

impl WebSocketReceiver {
    pub(super) fn new(channel: Arc<Channel>) -> Self {
        Self(channel)
    }

    /// The next message.
    ///
    /// # Errors
    ///
    /// The connection has ended.
    pub async fn receive(&mut self) -> Result<Message, Disconnected> {
        self.0.receive().await
    }

    /// The next text: see [`WebSocket::receive_text`](crate::WebSocket::receive_text).
    ///
    /// # Errors
    ///
    /// The connection has ended.
    pub async fn receive_text(&mut self) -> Result<String, Disconnected> {
        self.0.receive_text().await
    }

    /// The next bytes: see [`WebSocket::receive_bytes`](crate::WebSocket::receive_bytes).
    ///
    /// # Errors
    ///
    /// The connection has ended.
    pub async fn receive_bytes(&mut self) -> Result<Bytes, Disconnected> {
        self.0.receive_bytes().await
    }

    /// The next message as JSON: see [`WebSocket::receive_json`](crate::WebSocket::receive_json).
    ///
    /// # Errors
    ///
    /// The connection has ended, or the message is invalid.
    pub async fn receive_json<T: DataType>(&mut self) -> Result<T, ReceiveError> {
        self.0.receive_json().await
    }
}
