//! The state of a connection, which its function and its link share.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use bytes::BytesMut;
use tokio::sync::oneshot;
use tracing::{error, warn};
use twinlane_web::Response;
use twinlane_websocket::{Agreed, CloseFrame, Event, Handshake, Protocol};

use super::accept::forbidden;
use super::turn::Turn;
use super::waiters::Waiters;
use super::{Disconnected, Message, WebSocketRules};
use crate::answer::Answered;
#[cfg(feature = "sessions")]
use crate::session::SessionSlot;

/// One connection, as everything that works with it shares it.
pub(crate) struct Channel {
    state: Mutex<State>,
    /// Of the handshake.
    pub(super) subprotocols: Vec<String>,
    pub(super) rules: Arc<WebSocketRules>,
}

/// The answer to a handshake.
pub(crate) enum Decision {
    /// The response that accepts it.
    Accept(Box<Response>),
    /// The answer instead.
    Refuse(Box<Answered>),
}

/// The state of a connection at a time. Kept for a step only: nothing is awaited, read or written within the lock.
pub(super) struct State {
    pub(super) stage: Stage,
    pub(super) protocol: Protocol,
    /// The messages that have arrived and have not been received.
    pub(super) messages: VecDeque<Message>,
    /// The memory that they hold.
    held: usize,
    /// The bytes to be written, and the number of those before them that are being written.
    pub(super) output: BytesMut,
    pub(super) in_writing: usize,
    pub(super) receivers: Waiters,
    pub(super) senders: Waiters,
    /// Those that wait for the connection to be open, or to end.
    pub(super) changes: Waiters,
    pub(super) turn: Turn,
    /// True if nothing has been sent since the last ping.
    is_quiet: bool,
    /// True if the link has stopped reading: see [`reads`](Self::reads).
    pub(super) has_paused: bool,
    pub(super) awareness: Awareness,
}

/// The function's knowledge of the end of its connection.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Awareness {
    Unaware,
    /// Something that it has called has said so.
    Told,
    /// It has not noticed, and is not waited for any longer.
    Abandoned,
}

/// The stage that a connection has come to.
pub(super) enum Stage {
    /// The client has asked for it.
    Asked(Box<Asked>),
    /// The response has been decided on, and is on its way.
    Accepted,
    /// Messages go both ways.
    Open,
    /// This side has said its last, and waits for the client to do so.
    Closing(Disconnected),
    /// Both have.
    Closed(Disconnected),
}

/// A handshake that has not been answered.
pub(super) struct Asked {
    pub(super) handshake: Handshake,
    pub(super) decision: oneshot::Sender<Decision>,
    /// The session of the request, which goes with the answer.
    #[cfg(feature = "sessions")]
    pub(super) session: Option<Arc<SessionSlot>>,
}

/// The most memory that messages hold which are read while the function is busy. One message is read whatever its size.
const MOST_HELD: usize = 64 * 1024;

/// The memory of a message beside its bytes.
const MESSAGE_COST: usize = 64;

/// A sender waits while so many bytes are to be written.
const MOST_UNSENT: usize = 64 * 1024;

impl Channel {
    pub(crate) fn new(
        handshake: Handshake,
        decision: oneshot::Sender<Decision>,
        rules: Arc<WebSocketRules>,
        #[cfg(feature = "sessions")] session: Option<Arc<SessionSlot>>,
    ) -> Self {
        let subprotocols = handshake.subprotocols().to_vec();
        let asked = Asked {
            handshake,
            decision,
            #[cfg(feature = "sessions")]
            session,
        };
        Self {
            state: Mutex::new(State::new(asked)),
            subprotocols,
            rules,
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs the function until it is not waited for any longer: its client has gone, and it does not end.
    pub(crate) async fn until_abandoned<F: Future>(&self, function: F) -> Option<F::Output> {
        let mut function = std::pin::pin!(function);
        std::future::poll_fn(|cx| {
            if self.lock().awareness == Awareness::Abandoned {
                return Poll::Ready(None);
            }
            function.as_mut().poll(cx).map(Some)
        })
        .await
    }
}

impl State {
    fn new(asked: Asked) -> Self {
        Self {
            stage: Stage::Asked(Box::new(asked)),
            protocol: Protocol::server(Agreed::default(), 0),
            messages: VecDeque::new(),
            held: 0,
            output: BytesMut::new(),
            in_writing: 0,
            receivers: Waiters::default(),
            senders: Waiters::default(),
            changes: Waiters::default(),
            turn: Turn::default(),
            is_quiet: false,
            has_paused: false,
            awareness: Awareness::Unaware,
        }
    }

    /// The end of the connection, if it has ended: nothing can be sent.
    pub(super) fn end(&self) -> Option<&Disconnected> {
        match &self.stage {
            Stage::Closing(end) | Stage::Closed(end) => Some(end),
            _ => None,
        }
    }

    /// The end of the connection, which the function is told.
    pub(super) fn tell_end(&mut self) -> Option<Disconnected> {
        let end = self.end().cloned()?;
        self.awareness = Awareness::Told;
        Some(end)
    }

    /// The end of a connection that nobody has accepted, for who receives or sends.
    pub(super) fn end_unaccepted(&self) -> Option<Disconnected> {
        matches!(self.stage, Stage::Asked(_)).then(|| {
            error!("a WebSocket receives or sends before it is accepted: call `socket.accept().await?` first");
            Disconnected::gone()
        })
    }

    /// True if there is room for a message to be read.
    fn has_room(&self) -> bool {
        self.held < MOST_HELD
    }

    /// Takes what the client has sent, and returns its size.
    pub(super) fn take(&mut self, event: Event) -> usize {
        let size = match &event {
            Event::Text(text) => text.len(),
            Event::Binary(bytes) => bytes.len(),
            _ => MESSAGE_COST,
        };
        match event {
            Event::Text(text) => self.put(Message::Text(text)),
            Event::Binary(bytes) => self.put(Message::Binary(bytes)),
            Event::Ping(payload) if self.end().is_none() => {
                self.protocol.write_pong(&payload, &mut self.output);
            }
            Event::Ping(_) | Event::Pong(_) => {}
            Event::Close(frame) => {
                if self.end().is_none() {
                    self.protocol.write_close(frame.as_ref(), &mut self.output);
                }
                self.finish(Disconnected::by_client(frame));
            }
            Event::Failed(frame) => {
                if self.end().is_none() {
                    self.protocol.write_close(Some(&frame), &mut self.output);
                }
                self.finish(Disconnected::by_us(&frame));
            }
        }
        size
    }

    fn put(&mut self, message: Message) {
        // What comes after this side's last word is for nobody.
        if self.end().is_some() {
            return;
        }
        self.held += message.size() + MESSAGE_COST;
        self.messages.push_back(message);
        self.turn.wake(&mut self.receivers);
    }

    /// The next message, if it has arrived.
    pub(super) fn next_message(&mut self) -> Option<Message> {
        let message = self.messages.pop_front()?;
        self.held -= message.size() + MESSAGE_COST;
        if self.messages.is_empty() {
            self.messages = VecDeque::new();
        }
        self.read_on();
        Some(message)
    }

    /// Waits for room for a message, which can then be written.
    pub(super) fn poll_room(&mut self, cx: &Context<'_>) -> Poll<Result<(), Disconnected>> {
        if let Some(end) = self.tell_end().or_else(|| self.end_unaccepted()) {
            return Poll::Ready(Err(end));
        }
        let is_open = matches!(self.stage, Stage::Open);
        if is_open && !self.is_full() {
            return Poll::Ready(Ok(()));
        }
        self.senders.add(cx);
        Poll::Pending
    }

    /// A message has been written.
    pub(super) fn note_message(&mut self) {
        self.is_quiet = false;
        self.turn.ask();
    }

    /// Writes the last word of this side.
    pub(super) fn close(&mut self, frame: &CloseFrame) {
        match &self.stage {
            Stage::Closing(_) | Stage::Closed(_) => return,
            Stage::Asked(_) => {
                // What it waits for has been taken by nobody.
                let _: crate::error::Result<()> = self.refuse(forbidden());
                return;
            }
            Stage::Accepted | Stage::Open => {
                self.protocol.write_close(Some(frame), &mut self.output);
            }
        }
        self.end_with(Stage::Closing(Disconnected::by_us(frame)));
    }

    /// Nothing comes from the client any more.
    pub(super) fn finish(&mut self, end: Disconnected) {
        match &self.stage {
            Stage::Closed(_) => {}
            Stage::Closing(end) => {
                let end = end.clone();
                self.end_with(Stage::Closed(end));
            }
            _ => self.end_with(Stage::Closed(end)),
        }
    }

    fn end_with(&mut self, stage: Stage) {
        self.stage = stage;
        self.has_paused = false;
        self.wake_all();
        self.turn.ask();
    }

    /// The response has been sent: messages can go both ways.
    pub(super) fn open(&mut self) {
        if matches!(self.stage, Stage::Accepted) {
            self.stage = Stage::Open;
            self.wake_all();
        }
    }

    fn wake_all(&mut self) {
        for waiters in [&mut self.receivers, &mut self.senders, &mut self.changes] {
            self.turn.wake(waiters);
        }
    }

    /// Some of what was to be written has been: so many bytes have not.
    pub(super) fn note_written(&mut self, in_writing: usize) {
        self.in_writing = in_writing;
        if !self.is_full() {
            self.turn.wake(&mut self.senders);
            self.read_on();
        }
    }

    /// True if so much is to be written that nothing is added to it.
    fn is_full(&self) -> bool {
        self.output.len() + self.in_writing >= MOST_UNSENT
    }

    /// True if what the client sends is read: there is room for it and for an answer, or only its last word is waited for.
    pub(super) fn reads(&self) -> bool {
        match self.stage {
            Stage::Closed(_) => false,
            Stage::Closing(_) => true,
            Stage::Asked(_) | Stage::Accepted | Stage::Open => self.has_room() && !self.is_full(),
        }
    }

    /// Has the link read again, if it had stopped and there is room.
    fn read_on(&mut self) {
        if self.has_paused && self.reads() {
            self.has_paused = false;
            self.turn.ask();
        }
    }

    /// True if both sides have said their last, and all of it is in writing.
    pub(super) fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Closed(_)) && self.output.is_empty()
    }

    /// Asks the client for a sign of life. What compresses messages is given back where none has been sent since the last time.
    pub(super) fn ping(&mut self) {
        if std::mem::replace(&mut self.is_quiet, true) {
            self.protocol.release_compressor();
        }
        if self.end().is_none() {
            self.protocol.write_ping(b"ping", &mut self.output);
        }
    }

    /// Does not wait for the function any longer.
    pub(super) fn abandon(&mut self, name: &str) {
        if self.awareness == Awareness::Told {
            warn!(
                "{name}: it goes on though its connection has ended, and is given up: `lanes::shield` what has to be finished"
            );
        }
        self.awareness = Awareness::Abandoned;
        self.turn.has_news = true;
    }

    /// Notes that nobody waits for the answer to the handshake any more: its client has gone.
    pub(super) fn look_for_client(&mut self, cx: &mut Context<'_>) {
        if let Stage::Asked(asked) = &mut self.stage
            && asked.decision.poll_closed(cx).is_ready()
        {
            self.finish(Disconnected::gone());
        }
    }
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Channel").finish_non_exhaustive()
    }
}

/// A channel among the extensions of a handshake, for the parameters of its function.
pub(crate) type SharedChannel = Arc<Channel>;

#[cfg(test)]
mod tests {
    use std::mem::take;

    use http::{HeaderMap, Method};

    use super::*;

    fn open() -> State {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("connection", "upgrade"),
            ("upgrade", "websocket"),
            ("sec-websocket-version", "13"),
            ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ] {
            headers.insert(name, value.parse().unwrap());
        }
        let handshake = Handshake::of(&Method::GET, &headers).unwrap();
        let (decision, _) = oneshot::channel();
        let mut state = State::new(Asked {
            handshake,
            decision,
            #[cfg(feature = "sessions")]
            session: None,
        });
        state.stage = Stage::Open;
        state
    }

    /// Nothing else would wake the link for what the client sends.
    #[test]
    fn reading_goes_on_when_there_is_room_for_answers_again() {
        const PART: usize = MOST_UNSENT * 2 / 3;
        let mut state = open();
        (state.in_writing, state.output) = (PART, BytesMut::zeroed(PART));
        assert!(!state.reads());
        state.has_paused = true;
        state.note_written(PART);
        assert!(!state.turn.is_asked_for);
        drop(take(&mut state.output));
        state.note_written(PART);
        assert!(state.turn.is_asked_for);
    }

    #[test]
    fn reading_goes_on_when_there_is_room_for_messages_again() {
        let mut state = open();
        while state.reads() {
            state.take(Event::Text("x".repeat(1_000)));
        }
        state.has_paused = true;
        while !state.turn.is_asked_for {
            assert!(state.next_message().is_some());
        }
        assert!(state.reads());
    }

    #[test]
    fn the_last_word_of_the_client_is_read_however_much_is_left() {
        let mut state = open();
        while state.reads() {
            state.take(Event::Text("x".repeat(1_000)));
        }
        state.close(&CloseFrame::new(1000, ""));
        assert!(state.reads());
        state.take(Event::Close(None));
        assert!(!state.reads());
    }
}
