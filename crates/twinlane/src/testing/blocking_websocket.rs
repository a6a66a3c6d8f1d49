//! The other side of a WebSocket, in a plain test.

use std::fmt;
use std::future::IntoFuture;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use serde::Serialize;
use serde::de::DeserializeOwned;
use twinlane_lanes::Runtime;

use super::{RefusedWebSocket, TestHandshake, TestWebSocket};
use crate::websockets::{Disconnected, Message};

/// The handshake of a WebSocket, sent by [`connect`](Self::connect).
#[must_use = "a handshake is sent by `connect`"]
pub struct BlockingHandshake {
    handshake: TestHandshake,
    runtime: Arc<Runtime>,
}

impl BlockingHandshake {
    pub(super) fn new(handshake: TestHandshake, runtime: Arc<Runtime>) -> Self {
        Self { handshake, runtime }
    }

    /// Adds a header: see [`TestHandshake::header`].
    ///
    /// # Panics
    ///
    /// If the name or the value is not one that HTTP allows.
    #[track_caller]
    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.handshake = self.handshake.header(name, value);
        self
    }

    /// Adds parameters to the query: see [`TestHandshake::query`].
    ///
    /// # Panics
    ///
    /// If the pairs make the URL too long: over 65,534 bytes.
    #[track_caller]
    pub fn query<'q>(mut self, pairs: impl IntoIterator<Item = (&'q str, &'q str)>) -> Self {
        self.handshake = self.handshake.query(pairs);
        self
    }

    /// Adds a cookie: see [`TestHandshake::cookie`].
    ///
    /// # Panics
    ///
    /// If a header cannot contain the cookie.
    #[track_caller]
    pub fn cookie(mut self, name: &str, value: &str) -> Self {
        self.handshake = self.handshake.cookie(name, value);
        self
    }

    /// Sets the header `Authorization` to this name and password: see [`TestHandshake::basic_auth`].
    pub fn basic_auth(mut self, user: &str, password: &str) -> Self {
        self.handshake = self.handshake.basic_auth(user, password);
        self
    }

    /// Sets the header `Authorization: Bearer` with this token. See [`TestHandshake::bearer_auth`].
    ///
    /// # Panics
    ///
    /// If a header cannot contain the token.
    #[track_caller]
    pub fn bearer_auth(mut self, token: &str) -> Self {
        self.handshake = self.handshake.bearer_auth(token);
        self
    }

    /// Offers these subprotocols, the preferred one first: see [`TestHandshake::subprotocols`].
    pub fn subprotocols<'s>(mut self, names: impl IntoIterator<Item = &'s str>) -> Self {
        self.handshake = self.handshake.subprotocols(names);
        self
    }

    /// Offers to compress messages, as browsers do; `false` by default: see [`TestHandshake::compression`].
    pub fn compression(mut self, on: bool) -> Self {
        self.handshake = self.handshake.compression(on);
        self
    }

    /// Sets the time limit of [`TestWebSocket::receive`] and its siblings; 30 seconds by default. See [`TestHandshake::receive_timeout`].
    pub fn receive_timeout(mut self, time: Duration) -> Self {
        self.handshake = self.handshake.receive_timeout(time);
        self
    }

    /// Sends the handshake, and returns when the operation has accepted it.
    ///
    /// # Errors
    ///
    /// The handshake was answered with another response than 101.
    pub fn connect(self) -> Result<BlockingWebSocket, RefusedWebSocket> {
        let Self { handshake, runtime } = self;
        let socket = runtime.block_on(handshake.into_future())?;
        Ok(BlockingWebSocket {
            headers: socket.headers().clone(),
            socket: Some(socket),
            runtime,
        })
    }
}

/// A [`TestWebSocket`] for plain tests.
pub struct BlockingWebSocket {
    /// `None` while it is in use or dropped, and after a panic.
    socket: Option<TestWebSocket>,
    headers: HeaderMap,
    runtime: Arc<Runtime>,
}

impl BlockingWebSocket {
    /// The headers of the response to the handshake.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The subprotocol that the operation has accepted.
    pub fn subprotocol(&self) -> Option<&str> {
        self.socket.as_ref()?.subprotocol()
    }

    /// Sends a text message: see [`TestWebSocket::send_text`].
    pub fn send_text(&mut self, text: impl AsRef<str>) {
        let text = text.as_ref().to_owned();
        self.run(async move |mut socket| (socket.send_text(text).await, socket));
    }

    /// Sends a binary message: see [`TestWebSocket::send_bytes`].
    pub fn send_bytes(&mut self, bytes: impl AsRef<[u8]>) {
        let bytes = bytes.as_ref().to_owned();
        self.run(async move |mut socket| (socket.send_bytes(bytes).await, socket));
    }

    /// Sends a value as JSON in a text message: see [`TestWebSocket::send_json`].
    ///
    /// # Panics
    ///
    /// If the value cannot be written as JSON.
    pub fn send_json(&mut self, value: &(impl Serialize + ?Sized)) {
        let text = serde_json::to_string(value).expect("a value that can be written as JSON");
        self.send_text(text);
    }

    /// Closes the connection with a code and a reason: see [`TestWebSocket::close`].
    pub fn close(&mut self, code: u16, reason: &str) {
        let reason = reason.to_owned();
        self.run(async move |mut socket| (socket.close(code, &reason).await, socket));
    }

    /// Receives the next message: see [`TestWebSocket::receive`].
    ///
    /// # Errors
    ///
    /// The connection has ended.
    pub fn receive(&mut self) -> Result<Message, Disconnected> {
        self.run(async |mut socket| (socket.receive().await, socket))
    }

    /// Receives the next message, which must be text: see [`TestWebSocket::receive_text`].
    ///
    /// # Panics
    ///
    /// If the connection has ended, or a binary message has come.
    pub fn receive_text(&mut self) -> String {
        self.run(async |mut socket| (socket.receive_text().await, socket))
    }

    /// Receives the next message, which must be binary: see [`TestWebSocket::receive_bytes`].
    ///
    /// # Panics
    ///
    /// If the connection has ended, or a text message has come.
    pub fn receive_bytes(&mut self) -> Bytes {
        self.run(async |mut socket| (socket.receive_bytes().await, socket))
    }

    /// Receives the next message, which must be JSON of this type: see [`TestWebSocket::receive_json`].
    ///
    /// # Panics
    ///
    /// If the connection has ended, or the message is not JSON of this type.
    pub fn receive_json<T: DeserializeOwned + Send + 'static>(&mut self) -> T {
        self.run(async |mut socket| (socket.receive_json().await, socket))
    }

    /// Receives the end of the connection, which must come next: see [`TestWebSocket::receive_close`].
    ///
    /// # Panics
    ///
    /// If a message has come.
    pub fn receive_close(&mut self) -> Disconnected {
        self.run(async |mut socket| (socket.receive_close().await, socket))
    }

    /// The runtime takes only what it can own.
    fn run<T, R>(&mut self, run: impl FnOnce(TestWebSocket) -> R) -> T
    where
        R: Future<Output = (T, TestWebSocket)> + Send + 'static,
        T: Send + 'static,
    {
        let socket = self.socket.take();
        let socket = socket.expect("a connection whose test has not panicked");
        let (result, socket) = self.runtime.block_on(run(socket));
        self.socket = Some(socket);
        result
    }
}

/// Within the runtime, where a connection expects to be dropped.
impl Drop for BlockingWebSocket {
    fn drop(&mut self) {
        if let Some(socket) = self.socket.take() {
            self.runtime.block_on(async move { drop(socket) });
        }
    }
}

impl fmt::Debug for BlockingHandshake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.handshake.fmt(f)
    }
}

impl fmt::Debug for BlockingWebSocket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockingWebSocket")
            .field("socket", &self.socket)
            .finish_non_exhaustive()
    }
}
