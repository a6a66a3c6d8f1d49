//! The two halves of a connection, for two tasks.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use twinlane_model::DataType;
use twinlane_websocket::PreparedMessage;

use super::channel::Channel;
use super::messages::{Json, Receiving};
use super::{Disconnected, Message, Messages, ReceiveError};

/// The half of a [`WebSocket`](crate::websocket::WebSocket) that sends. Clones send on the same connection.
#[derive(Debug, Clone)]
pub struct WebSocketSender(Arc<Channel>);

/// The half of a [`WebSocket`](crate::websocket::WebSocket) that receives.
///
/// An operation that only sends drops this half: `let (mut sender, _) = socket.split();`. From then on the messages of the client are discarded as
/// they arrive. So the end of the connection is always noticed, even if many messages come before it.
pub struct WebSocketReceiver(Receiving);

impl WebSocketSender {
    pub(super) fn new(channel: &Arc<Channel>) -> Self {
        Self(Arc::clone(channel))
    }

    /// Sends a message: see [`WebSocket::send`](crate::websocket::WebSocket::send).
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

    /// Sends a message that goes to many connections: see [`WebSocket::send_prepared`](crate::websocket::WebSocket::send_prepared).
    ///
    /// # Errors
    ///
    /// The connection has ended.
    pub async fn send_prepared(&mut self, message: &PreparedMessage) -> Result<(), Disconnected> {
        self.0.send_prepared(message).await
    }

    /// Waits until the connection has ended: see [`WebSocket::closed`](crate::websocket::WebSocket::closed).
    pub async fn closed(&self) -> Disconnected {
        self.0.closed().await
    }

    /// Closes the connection: see [`WebSocket::close`](crate::websocket::WebSocket::close).
    pub fn close(&mut self, code: u16, reason: &str) {
        self.0.close(code, reason);
    }
}

impl WebSocketReceiver {
    pub(super) fn new(channel: &Arc<Channel>) -> Self {
        Self(Receiving::new(channel))
    }

    /// The next message.
    ///
    /// # Errors
    ///
    /// The connection has ended.
    pub async fn receive(&mut self) -> Result<Message, Disconnected> {
        self.0.receive().await
    }

    /// The next text: see [`WebSocket::receive_text`](crate::websocket::WebSocket::receive_text).
    ///
    /// # Errors
    ///
    /// The connection has ended.
    pub async fn receive_text(&mut self) -> Result<String, Disconnected> {
        self.0.receive_text().await
    }

    /// The next bytes: see [`WebSocket::receive_bytes`](crate::websocket::WebSocket::receive_bytes).
    ///
    /// # Errors
    ///
    /// The connection has ended.
    pub async fn receive_bytes(&mut self) -> Result<Bytes, Disconnected> {
        self.0.receive_bytes().await
    }

    /// The next message as JSON: see [`WebSocket::receive_json`](crate::websocket::WebSocket::receive_json).
    ///
    /// # Errors
    ///
    /// The connection has ended, or the message is invalid.
    pub async fn receive_json<T: DataType>(&mut self) -> Result<T, ReceiveError> {
        self.0.receive_json().await
    }

    /// The text messages that arrive, until the connection ends. A binary message closes the connection with 1003.
    pub fn iter_text(&self) -> Messages<String> {
        Messages::new(&self.0)
    }

    /// The binary messages that arrive, until the connection ends. A text message closes the connection with 1003.
    pub fn iter_bytes(&self) -> Messages<Bytes> {
        Messages::new(&self.0)
    }

    /// The messages that arrive, as JSON, until the connection ends.
    pub fn iter_json<T: DataType>(&self) -> Messages<Json<T>> {
        Messages::new(&self.0)
    }
}

impl fmt::Debug for WebSocketReceiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebSocketReceiver")
    }
}
