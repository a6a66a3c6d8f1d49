//! The response to a handshake.

use std::fmt;
use std::future::{Future, IntoFuture, Ready, poll_fn, ready};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::header::{HeaderMap, HeaderName, HeaderValue, SEC_WEBSOCKET_PROTOCOL};
use http::{Response, StatusCode};
use twinlane_web::Body;

use super::Disconnected;
use super::channel::{Channel, Decision};
use super::due::Answer;
use super::state::{Asked, Awareness, Stage, State};
use crate::answer::Answered;
use crate::errors::{Error, Result};

/// Accepts a connection when it is awaited: [`WebSocket::accept`](crate::websocket::WebSocket::accept) returns it.
#[must_use = "the connection is accepted when this is awaited"]
pub struct Accept<'s> {
    channel: &'s Arc<Channel>,
    subprotocol: Option<String>,
    headers: Vec<(String, Vec<u8>)>,
}

impl<'s> Accept<'s> {
    pub(super) fn new(channel: &'s Arc<Channel>) -> Self {
        Self {
            channel,
            subprotocol: None,
            headers: Vec::new(),
        }
    }

    /// Chooses one of the [subprotocols](crate::websocket::WebSocket::subprotocols) that the client offers. Without this call, or with an empty text,
    /// the connection has no subprotocol.
    ///
    /// A subprotocol that the client has not offered is an error, because every client would close the connection.
    pub fn subprotocol(mut self, subprotocol: impl Into<String>) -> Self {
        self.subprotocol = Some(subprotocol.into());
        self
    }

    /// Adds a header to the response. A header that the protocol itself sets, such as `upgrade`, is an error.
    pub fn header(mut self, name: impl Into<String>, value: impl AsRef<[u8]>) -> Self {
        self.headers.push((name.into(), value.as_ref().to_vec()));
        self
    }
}

impl<'s> IntoFuture for Accept<'s> {
    type Output = Result<()>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<()>> + Send + 's>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let offered = &self.channel.subprotocols;
            let headers = own_headers((self.subprotocol, offered), self.headers)?;
            self.channel.accept(headers)?;
            poll_fn(|cx| self.channel.poll_open(cx)).await;
            Ok(())
        })
    }
}

/// The headers that an application adds, the subprotocol last, as Uvicorn has it.
fn own_headers(
    (subprotocol, offered): (Option<String>, &[String]),
    headers: Vec<(String, Vec<u8>)>,
) -> Result<Vec<(HeaderName, HeaderValue)>> {
    let mut own = Vec::with_capacity(headers.len() + 1);
    for (name, value) in headers {
        own.push(own_header(&name, value)?);
    }
    if let Some(subprotocol) = subprotocol.filter(|subprotocol| !subprotocol.is_empty()) {
        let value = HeaderValue::try_from(&subprotocol).ok();
        let value = value.filter(|_| offered.contains(&subprotocol));
        let value = value.ok_or_else(|| not_offered(&subprotocol, offered))?;
        own.push((SEC_WEBSOCKET_PROTOCOL, value));
    }
    Ok(own)
}

fn own_header(name: &str, value: Vec<u8>) -> Result<(HeaderName, HeaderValue)> {
    let wrong = |why: &str| {
        Error::msg(format!(
            "{name:?} cannot be a header of the response that accepts a connection: {why}"
        ))
    };
    let header = HeaderName::try_from(name).map_err(|_| wrong("it is no name of a header"))?;
    if header == SEC_WEBSOCKET_PROTOCOL {
        return Err(wrong("write `.subprotocol(..)`"));
    }
    if is_of_handshake(&header) {
        return Err(wrong("the protocol decides it"));
    }
    match HeaderValue::try_from(value) {
        Ok(value) => Ok((header, value)),
        Err(_) => Err(wrong("its value has characters that no header may have")),
    }
}

/// RFC 6455, section 4.1: a client that gets another subprotocol than it has offered gives the connection up, without saying why.
#[cold]
fn not_offered(subprotocol: &str, offered: &[String]) -> Error {
    let offers = if offered.is_empty() {
        "none".to_owned()
    } else {
        format!("{offered:?}")
    };
    Error::msg(format!(
        "the subprotocol {subprotocol:?} cannot be accepted, since the client offers {offers}: choose one of `socket.subprotocols()`, or none"
    ))
}

/// True for the headers that the protocol decides.
fn is_of_handshake(name: &HeaderName) -> bool {
    let own = [
        "connection",
        "upgrade",
        "content-length",
        "transfer-encoding",
    ];
    own.contains(&name.as_str()) || name.as_str().starts_with("sec-websocket-")
}

impl Channel {
    /// Decides on the response that accepts the connection.
    fn accept(&self, own: Vec<(HeaderName, HeaderValue)>) -> Result<()> {
        let asked = self.with(|state| state.take_asked_to_accept(own.is_empty()))?;
        let Some(asked) = asked else {
            return Ok(());
        };
        let (mut headers, agreed) = asked.handshake.accept(self.rules.compression);
        for (name, value) in own {
            headers.append(name, value);
        }
        self.with(|state| state.accept(agreed));
        let response = Box::new(switching(headers));
        if asked.decision.send(Decision::Accept(response)).is_err() {
            self.with(|state| state.finish(Disconnected::gone()));
        }
        Ok(())
    }
}

impl State {
    /// Takes the handshake to accept it. `None`: it has been accepted, and nothing else is said now. Its future may have been dropped before the
    /// connection was open.
    fn take_asked_to_accept(&mut self, says_nothing: bool) -> Result<Option<Asked>> {
        if let Some(end) = self.tell_end() {
            return Err(end.into());
        }
        if says_nothing && matches!(self.stage, Stage::Accepted | Stage::Open) {
            return Ok(None);
        }
        self.take_asked().map(Some)
    }

    /// Takes the handshake to answer it.
    fn take_asked(&mut self) -> Result<Asked> {
        match std::mem::replace(&mut self.stage, Stage::Accepted) {
            Stage::Asked(asked) => {
                // Before anybody goes on: what is changed from now on would not be sent.
                #[cfg(feature = "sessions")]
                if let Some(session) = &asked.session {
                    session.freeze();
                }
                Ok(*asked)
            }
            stage => {
                self.stage = stage;
                Err(Error::msg("the connection has been accepted already"))
            }
        }
    }

    /// Refuses the connection by this response.
    pub(super) fn refuse(&mut self, answered: Answered) -> Result<()> {
        if let Some(end) = self.tell_end() {
            return Err(end.into());
        }
        let asked = self.take_asked()?;
        self.answer = Some(Answer {
            to: asked.decision,
            decision: Decision::Refuse(Box::new(answered)),
        });
        self.awareness = Awareness::Told;
        self.finish(Disconnected::gone());
        Ok(())
    }
}

/// The response that refuses a connection without saying why, as Uvicorn's to one that is closed before it was accepted.
pub(crate) fn forbidden() -> Answered {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::FORBIDDEN;
    Answered::response(response)
}

/// Refuses a connection with a response when it is awaited: [`WebSocket::refuse`](crate::websocket::WebSocket::refuse) returns it.
#[must_use = "the connection is refused when this is awaited"]
pub struct Refuse<'s> {
    channel: &'s Arc<Channel>,
    answered: Answered,
}

impl<'s> Refuse<'s> {
    pub(super) fn new(channel: &'s Arc<Channel>, answered: Answered) -> Self {
        Self { channel, answered }
    }
}

impl IntoFuture for Refuse<'_> {
    type Output = Result<()>;
    type IntoFuture = Ready<Result<()>>;

    fn into_future(self) -> Self::IntoFuture {
        ready(self.channel.with(|state| state.refuse(self.answered)))
    }
}

impl fmt::Debug for Refuse<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Refuse")
    }
}

fn switching(headers: HeaderMap) -> twinlane_web::Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    *response.headers_mut() = headers;
    response
}

impl Channel {
    fn poll_open(&self, cx: &Context<'_>) -> Poll<()> {
        self.with(|state| {
            // One that has ended since is told by what is called next, after the messages that came before the end.
            if matches!(state.stage, Stage::Asked(_) | Stage::Accepted) {
                state.turn.wait(&mut state.changes, cx);
                return Poll::Pending;
            }
            Poll::Ready(())
        })
    }
}

impl fmt::Debug for Accept<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Accept")
    }
}
