//! The other side of a WebSocket, in a test.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode, header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};
use tokio::time::timeout;
use twinlane_server::Upgrade;
use twinlane_websocket::{ClientHandshake, CloseFrame, Event, Reader, Writer};

use super::exchange::Exchange;
use super::{TestRequest, TestResponse};
use crate::websockets::{Disconnected, Message};

/// The handshake of a WebSocket. It is sent when it is awaited.
///
/// If the operation refuses the handshake, the result is a [`RefusedWebSocket`] with the response.
#[derive(Debug)]
#[must_use = "a handshake is sent when it is awaited"]
pub struct TestHandshake {
    request: TestRequest,
    compression: bool,
    subprotocols: Vec<String>,
    receive_timeout: Duration,
}

impl TestHandshake {
    pub(super) fn new(request: TestRequest) -> Self {
        Self {
            request,
            compression: false,
            subprotocols: Vec::new(),
            receive_timeout: TIMEOUT,
        }
    }

    /// Adds a header: see [`TestRequest::header`].
    ///
    /// # Panics
    ///
    /// If the name or the value is not one that HTTP allows.
    #[track_caller]
    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    /// Adds parameters to the query: see [`TestRequest::query`].
    ///
    /// # Panics
    ///
    /// If the pairs make the URL too long: over 65,534 bytes.
    #[track_caller]
    pub fn query<'q>(mut self, pairs: impl IntoIterator<Item = (&'q str, &'q str)>) -> Self {
        self.request = self.request.query(pairs);
        self
    }

    /// Adds a cookie: see [`TestRequest::cookie`].
    ///
    /// # Panics
    ///
    /// If a header cannot contain the cookie.
    #[track_caller]
    pub fn cookie(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.cookie(name, value);
        self
    }

    /// Sets the header `Authorization` to this name and password.
    pub fn basic_auth(mut self, user: &str, password: &str) -> Self {
        self.request = self.request.basic_auth(user, password);
        self
    }

    /// Sets the header `Authorization: Bearer` with this token.
    ///
    /// # Panics
    ///
    /// If a header cannot contain the token.
    #[track_caller]
    pub fn bearer_auth(mut self, token: &str) -> Self {
        self.request = self.request.bearer_auth(token);
        self
    }

    /// Offers these subprotocols, the preferred one first.
    pub fn subprotocols<'s>(mut self, names: impl IntoIterator<Item = &'s str>) -> Self {
        let names = names.into_iter().map(str::to_owned);
        self.subprotocols = names.collect();
        self
    }

    /// Offers to compress messages, as browsers do; `false` by default.
    pub fn compression(mut self, on: bool) -> Self {
        self.compression = on;
        self
    }

    /// Sets the time limit of [`TestWebSocket::receive`] and its siblings; 30 seconds by default.
    ///
    /// Set a longer time if the operation sends nothing for longer than this, also with a paused clock of tokio. [`Duration::MAX`] is no limit. With
    /// no limit a paused clock does not advance while a test waits for work outside tokio's clock, such as a batch.
    pub fn receive_timeout(mut self, time: Duration) -> Self {
        self.receive_timeout = time;
        self
    }

    async fn send(self) -> Result<TestWebSocket, RefusedWebSocket> {
        let Self {
            mut request,
            compression,
            subprotocols,
            receive_timeout,
        } = self;
        let handshake = ClientHandshake::new(compression);
        for (name, value) in &handshake.headers() {
            request = request.header(name.as_str(), value);
        }
        if !subprotocols.is_empty() {
            let name = header::SEC_WEBSOCKET_PROTOCOL.as_str();
            request = request.header(name, subprotocols.join(", "));
        }
        let upgrade = Upgrade::promise(&mut request.extensions);
        let exchange = Exchange::of(request.complete()).await;
        if exchange.status() != StatusCode::SWITCHING_PROTOCOLS {
            let response = exchange.into_response().await;
            return Err(RefusedWebSocket(Box::new(response)));
        }
        let headers = exchange.headers().clone();
        match handshake.check(StatusCode::SWITCHING_PROTOCOLS, &headers) {
            Ok(agreed) => {
                let (ours, theirs) = duplex(BUFFER);
                upgrade.keep(theirs);
                Ok(TestWebSocket {
                    reader: Reader::client(agreed, usize::MAX),
                    writer: Writer::client(agreed),
                    stream: ours,
                    input: BytesMut::new(),
                    output: BytesMut::new(),
                    headers,
                    end: None,
                    receive_timeout,
                })
            }
            Err(reason) => panic!("the response is no handshake: {reason}"),
        }
    }
}

/// The most bytes that each side of a test may have written before the other reads.
const BUFFER: usize = 64 * 1024;

/// The time that a test waits for the operation: until all bytes to be sent are written, and, unless the test sets another time, until
/// something comes.
const TIMEOUT: Duration = Duration::from_secs(30);

impl IntoFuture for TestHandshake {
    type Output = Result<TestWebSocket, RefusedWebSocket>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// The client's side of a WebSocket. To the operation, dropping it is a client that has gone without closing.
///
/// It answers pings and a close while it receives.
pub struct TestWebSocket {
    reader: Reader,
    writer: Writer,
    stream: DuplexStream,
    input: BytesMut,
    /// The bytes that have not been written: those of a call that was dropped before its end are written first by the next.
    output: BytesMut,
    headers: HeaderMap,
    end: Option<Disconnected>,
    receive_timeout: Duration,
}

impl TestWebSocket {
    /// The headers of the response to the handshake.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The subprotocol that the operation has accepted.
    pub fn subprotocol(&self) -> Option<&str> {
        let name = self.headers.get(header::SEC_WEBSOCKET_PROTOCOL)?;
        name.to_str().ok()
    }

    /// Sends a text message. It waits while the operation receives more slowly than the test sends.
    ///
    /// If the connection has ended, the message is lost, as with any client.
    ///
    /// # Panics
    ///
    /// If the operation receives too little for the message to be written within 30 seconds, or within
    /// [`receive_timeout`](TestHandshake::receive_timeout) if that is longer. The same holds for the other functions that send.
    pub async fn send_text(&mut self, text: impl AsRef<str>) {
        self.write(|writer, output| writer.write_text(text.as_ref(), output))
            .await;
    }

    /// Sends a binary message, as [`send_text`](Self::send_text) does.
    pub async fn send_bytes(&mut self, bytes: impl AsRef<[u8]>) {
        self.write(|writer, output| writer.write_binary(bytes.as_ref(), output))
            .await;
    }

    /// Sends a value as JSON in a text message, as [`send_text`](Self::send_text) does.
    ///
    /// # Panics
    ///
    /// If the value cannot be written as JSON.
    pub async fn send_json(&mut self, value: &(impl Serialize + ?Sized)) {
        let text = serde_json::to_string(value).expect("a value that can be written as JSON");
        self.send_text(text).await;
    }

    /// Closes the connection with a code and a reason. [`receive`](Self::receive) returns messages until the operation has answered the close.
    pub async fn close(&mut self, code: u16, reason: &str) {
        let frame = CloseFrame::new(code, reason);
        self.write(|writer, output| writer.write_close(Some(&frame), output))
            .await;
    }

    /// Receives the next message. If the future is dropped before its end, it has received no message.
    ///
    /// # Errors
    ///
    /// The connection has ended. The error has the code and the reason with which the operation has closed it, or has answered a close.
    ///
    /// # Panics
    ///
    /// If no message and no end comes within [`receive_timeout`](TestHandshake::receive_timeout), 30 seconds by default. The same holds for the other
    /// functions that receive.
    pub async fn receive(&mut self) -> Result<Message, Disconnected> {
        let within = self.receive_timeout;
        let next = at_most(within, self.next()).await;
        next.unwrap_or_else(|| {
            panic!(
                "the operation has sent no message for {within:?}: `receive_timeout(..)` of the handshake lets a test wait for longer",
            )
        })
    }

    async fn next(&mut self) -> Result<Message, Disconnected> {
        loop {
            self.flush().await;
            if let Some(end) = &self.end {
                return Err(end.clone());
            }
            match self.reader.read(&mut self.input) {
                Some(Event::Text(text)) => return Ok(Message::Text(text)),
                Some(Event::Binary(bytes)) => return Ok(Message::Binary(bytes)),
                Some(Event::Ping(payload)) => {
                    self.writer.write_pong(&payload, &mut self.output);
                }
                Some(Event::Pong(_)) => {}
                Some(Event::Close(frame)) => {
                    self.writer.write_close(frame.as_ref(), &mut self.output);
                    self.end = Some(Disconnected::by_client(frame));
                }
                Some(Event::Failed(frame)) => self.end = Some(Disconnected::by_us(&frame)),
                None => {
                    let read = self.stream.read_buf(&mut self.input).await;
                    if !matches!(read, Ok(1..)) {
                        self.end = Some(Disconnected::gone());
                    }
                }
            }
        }
    }

    /// Receives the next message, which must be text.
    ///
    /// # Panics
    ///
    /// If the connection has ended, or a binary message has come.
    pub async fn receive_text(&mut self) -> String {
        match self.receive().await {
            Ok(Message::Text(text)) => text,
            other => panic!("a text was expected, and this came: {other:?}"),
        }
    }

    /// Receives the next message, which must be binary.
    ///
    /// # Panics
    ///
    /// If the connection has ended, or a text message has come.
    pub async fn receive_bytes(&mut self) -> Bytes {
        match self.receive().await {
            Ok(Message::Binary(bytes)) => bytes,
            other => panic!("bytes were expected, and this came: {other:?}"),
        }
    }

    /// Receives the next message, which must be JSON of this type.
    ///
    /// # Panics
    ///
    /// If the connection has ended, or the message is not JSON of this type.
    pub async fn receive_json<T: DeserializeOwned>(&mut self) -> T {
        let message = self.receive().await;
        let read = match &message {
            Ok(Message::Text(text)) => serde_json::from_str(text).ok(),
            Ok(Message::Binary(bytes)) => serde_json::from_slice(bytes).ok(),
            Err(_) => None,
        };
        read.unwrap_or_else(|| panic!("JSON was expected, and this came: {message:?}"))
    }

    /// Receives the end of the connection, which must come next.
    ///
    /// # Panics
    ///
    /// If a message has come.
    pub async fn receive_close(&mut self) -> Disconnected {
        match self.receive().await {
            Err(end) => end,
            Ok(message) => panic!("the end was expected, and this came: {message:?}"),
        }
    }

    async fn write(&mut self, write: impl FnOnce(&mut Writer, &mut BytesMut)) {
        write(&mut self.writer, &mut self.output);
        self.flush().await;
    }

    /// Writes the output. If this future is dropped before its end, a part of the output has been written.
    async fn flush(&mut self) {
        if self.output.is_empty() {
            return;
        }
        let within = TIMEOUT.max(self.receive_timeout);
        let written = at_most(within, self.stream.write_all_buf(&mut self.output)).await;
        assert!(
            written.is_some(),
            "the operation has received nothing for {within:?}, and all that it has not received is as much as it may be",
        );
        // If the connection has ended, the next receive reports it.
        self.output.clear();
    }
}

/// The output of the future, unless it takes longer. `Duration::MAX` sets no clock: a paused clock would run on to that time.
async fn at_most<F: Future>(time: Duration, future: F) -> Option<F::Output> {
    if time == Duration::MAX {
        return Some(future.await);
    }
    timeout(time, future).await.ok()
}

impl fmt::Debug for TestWebSocket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestWebSocket")
            .field("end", &self.end)
            .finish_non_exhaustive()
    }
}

/// A handshake that was answered with another response than 101. It has that response.
#[derive(Debug)]
pub struct RefusedWebSocket(Box<TestResponse>);

impl RefusedWebSocket {
    /// The response.
    pub fn response(&self) -> &TestResponse {
        &self.0
    }
}

impl fmt::Display for RefusedWebSocket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (status, text) = (self.0.status(), self.0.text());
        write!(f, "the handshake was answered with {status}: {text}")
    }
}

impl std::error::Error for RefusedWebSocket {}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt as _;
    use twinlane_websocket::{Agreed, Control};

    use super::*;

    /// With so little room that no response is written at once.
    fn connected(room: usize) -> (TestWebSocket, DuplexStream) {
        let (ours, theirs) = duplex(room);
        let socket = TestWebSocket {
            reader: Reader::client(Agreed::default(), usize::MAX),
            writer: Writer::client(Agreed::default()),
            stream: ours,
            input: BytesMut::new(),
            output: BytesMut::new(),
            headers: HeaderMap::new(),
            end: None,
            receive_timeout: TIMEOUT,
        };
        (socket, theirs)
    }

    #[tokio::test(start_paused = true)]
    async fn a_receive_that_is_dropped_while_it_answers_loses_nothing() {
        let (mut socket, mut operation) = connected(8);
        let mut question = BytesMut::new();
        Control::Ping(b"ping").write(&mut question);
        operation.write_all(&question).await.unwrap();
        // Its pong is of ten bytes.
        let dropped = timeout(Duration::from_millis(1), socket.receive()).await;
        assert!(dropped.is_err());
        let mut answer = [0; 10];
        let answered = timeout(TIMEOUT, operation.read_exact(&mut answer));
        let (_, read) = tokio::join!(
            timeout(Duration::from_millis(1), socket.receive()),
            answered
        );
        read.expect("an answer").unwrap();
        assert_eq!(answer[..2], [0x8A, 0x84]);
        let (key, payload) = answer[2..].split_at(4);
        let payload: Vec<u8> = payload
            .iter()
            .zip(key)
            .map(|(byte, key)| byte ^ key)
            .collect();
        assert_eq!(payload, b"ping");
    }

    #[tokio::test(start_paused = true)]
    #[should_panic(expected = "the operation has sent no message for 30s: `receive_timeout(..)`")]
    async fn a_test_does_not_wait_for_ever() {
        let (mut socket, _operation) = connected(64);
        _ = socket.receive().await;
    }
}
