//! The connection, as a function has it.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use bytes::Bytes;
use twinlane_model::DataType;
use twinlane_websocket::PreparedMessage;

use super::channel::Channel;
use super::messages::Json;
use super::state::{Stage, State};
use super::{
    Accept, Disconnected, Message, Messages, ReceiveError, Refuse, WebSocketEnd, WebSocketReceiver,
    WebSocketSender,
};
use crate::answer::{Respond, answer};
use crate::request::Request;

/// The connection of a `#[websocket]` operation.
///
/// An operation takes the connection as `socket: WebSocket` or `socket: &mut WebSocket`. Its dependencies take it as `&mut WebSocket`, one after
/// another. It dereferences to the [`Request`] of the handshake.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::testing::TestClient;
///
/// #[websocket("/echo")]
/// async fn echo(mut socket: WebSocket) -> Result<()> {
///     socket.accept().await?;
///     loop {
///         let text = socket.receive_text().await?;
///         socket.send_text(text).await?;
///     }
/// }
///
/// # #[twinlane::main]
/// # async fn main() -> twinlane::Result {
/// let client = TestClient::new(App::new().routes(routes![echo]));
/// let mut socket = client.websocket("/echo").await?;
/// socket.send_text("hello").await;
/// assert_eq!(socket.receive_text().await, "hello");
/// # Ok(())
/// # }
/// ```
///
/// # Ends
///
/// | what happens | what the client gets | what the operation gets |
/// | --- | --- | --- |
/// | the function returns | 1000 | |
/// | the function fails, or panics | 1011; a [`WebSocketError`](crate::websocket::WebSocketError) has its own code | |
/// | the function returns the [`Lagged`](crate::rooms::Lagged) of a room | 1013 | |
/// | the client closes or disconnects | its own code | [`Disconnected`], from the next call |
/// | the client breaks the protocol | 1002, 1007 or 1009 | the same |
/// | the client reads nothing for the time of `write_timeout` | 1013 | the same |
/// | the client does not answer a ping | 1011 | the same |
/// | the server stops | 1012 | the same |
///
/// A [`Disconnected`] that an operation returns, by `?`, is no failure: the operation ends without a line in the log.
///
/// An operation that does not notice that its client has gone is cancelled after ten seconds (`disconnect_timeout`). An operation that has received
/// [`Disconnected`] has a minute. Put longer work, and work that must not be cancelled, into a [`shield`](crate::lanes::shield).
///
/// Futures that receive or send may be dropped before their end, as `select!` does: then no message has been received or sent.
pub struct WebSocket {
    pub(super) channel: Arc<Channel>,
    request: Request,
}

impl WebSocket {
    pub(super) fn new(channel: Arc<Channel>, request: Request) -> Self {
        Self { channel, request }
    }

    /// The whole URL, as [`Request::url`], with the scheme `ws` or `wss`.
    pub fn url(&self) -> String {
        twinlane_web::url::for_websocket(self.request.url())
    }

    /// The subprotocols that the client offers, in the client's order.
    pub fn subprotocols(&self) -> &[String] {
        &self.channel.subprotocols
    }

    /// True if the connection has been accepted and has not ended.
    pub fn is_open(&self) -> bool {
        self.channel
            .with(|state| matches!(state.stage, Stage::Open))
    }

    /// Accepts the connection.
    ///
    /// # Errors
    ///
    /// The client has gone, or the connection has been accepted or refused already.
    pub fn accept(&mut self) -> Accept<'_> {
        Accept::new(&self.channel)
    }

    /// Sends a response instead of accepting the connection: any return type of an operation. Its status is 403 unless it sets
    /// another.
    ///
    /// # Errors
    ///
    /// The client has gone, or the connection has been accepted or refused already.
    pub fn refuse<R: Respond<Via>, Via>(&mut self, response: R) -> Refuse<'_> {
        Refuse::new(&self.channel, answer::<R, Via>().of(response))
    }

    /// Receives the next message.
    ///
    /// # Errors
    ///
    /// The connection has ended.
    pub async fn receive(&mut self) -> Result<Message, Disconnected> {
        self.channel.receive().await
    }

    /// Receives the next message, which must be a text. A binary message closes the connection with 1003.
    ///
    /// # Errors
    ///
    /// The connection has ended.
    pub async fn receive_text(&mut self) -> Result<String, Disconnected> {
        self.channel.receive_text().await
    }

    /// Receives the next message, which must be binary. A text message closes the connection with 1003.
    ///
    /// # Errors
    ///
    /// The connection has ended.
    pub async fn receive_bytes(&mut self) -> Result<Bytes, Disconnected> {
        self.channel.receive_bytes().await
    }

    /// Receives the next message as JSON, validated like a body. The message may be text or binary.
    ///
    /// # Errors
    ///
    /// The connection has ended, or the message is invalid. The error lists everything that is wrong with the message.
    pub async fn receive_json<T: DataType>(&mut self) -> Result<T, ReceiveError> {
        self.channel.receive_json().await
    }

    /// The text messages that arrive, until the connection ends. A binary message closes the connection with 1003.
    pub fn iter_text(&self) -> Messages<String> {
        Messages::new(&self.channel)
    }

    /// The binary messages that arrive, until the connection ends. A text message closes the connection with 1003.
    pub fn iter_bytes(&self) -> Messages<Bytes> {
        Messages::new(&self.channel)
    }

    /// The messages that arrive, as JSON, until the connection ends.
    pub fn iter_json<T: DataType>(&self) -> Messages<Json<T>> {
        Messages::new(&self.channel)
    }

    /// Sends a message. It waits if the client reads more slowly than the operation sends.
    ///
    /// # Errors
    ///
    /// The connection has ended.
    pub async fn send(&mut self, message: impl Into<Message>) -> Result<(), Disconnected> {
        self.channel.send(&message.into()).await
    }

    /// Sends a text message, as [`send`](Self::send) does.
    ///
    /// # Errors
    ///
    /// The connection has ended.
    pub async fn send_text(&mut self, text: impl AsRef<str> + Send) -> Result<(), Disconnected> {
        self.channel.send_text(text.as_ref()).await
    }

    /// Sends a binary message, as [`send`](Self::send) does.
    ///
    /// # Errors
    ///
    /// The connection has ended.
    pub async fn send_bytes(&mut self, bytes: impl AsRef<[u8]> + Send) -> Result<(), Disconnected> {
        self.channel.send_bytes(bytes.as_ref()).await
    }

    /// Sends a value as JSON in a text message, as [`send`](Self::send) does.
    ///
    /// # Errors
    ///
    /// The connection has ended.
    pub async fn send_json<T: DataType + Sync>(&mut self, value: &T) -> Result<(), Disconnected> {
        self.channel.send_json(value).await
    }

    /// Sends a message that goes to many connections, as [`send`](Self::send) does. The message is compressed once for all connections. So no
    /// connection has to keep a compressor, which takes 160 KiB.
    ///
    /// # Errors
    ///
    /// The connection has ended.
    pub async fn send_prepared(&mut self, message: &PreparedMessage) -> Result<(), Disconnected> {
        self.channel.send_prepared(message).await
    }

    /// Closes the connection with a code and a reason. Messages sent earlier are written first, and the first 123 bytes of the reason are sent.
    ///
    /// A connection that has ended stays as it is. A connection that was not accepted is refused with a 403.
    pub fn close(&mut self, code: u16, reason: &str) {
        self.channel.close(code, reason);
    }

    /// Waits until the connection has ended, for a function that only sends, or waits for something else.
    ///
    /// The end comes after all messages that the client has sent before. If more than 64 KiB of them are not received, the end is not noticed. A
    /// function that receives nothing therefore drops the receiving half: `let (mut sender, _) = socket.split();`.
    pub async fn closed(&self) -> Disconnected {
        self.channel.closed().await
    }

    /// The end of the connection, for a teardown: see [`WebSocketEnd`].
    pub fn end(&self) -> WebSocketEnd {
        WebSocketEnd::new(&self.channel)
    }

    /// Splits the connection into two halves, for two tasks. The halves live as long as the operation, so the operation has to wait for those tasks.
    pub fn split(self) -> (WebSocketSender, WebSocketReceiver) {
        let sender = WebSocketSender::new(&self.channel);
        let receiver = WebSocketReceiver::new(&self.channel);
        self.channel.with(State::split);
        (sender, receiver)
    }
}

impl Deref for WebSocket {
    type Target = Request;

    fn deref(&self) -> &Request {
        &self.request
    }
}

impl fmt::Debug for WebSocket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebSocket")
    }
}
