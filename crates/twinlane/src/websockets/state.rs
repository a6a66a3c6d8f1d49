//! The state of a connection at a time.

use std::collections::VecDeque;
use std::mem::{replace, take};
#[cfg(feature = "sessions")]
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::BytesMut;
use tokio::sync::oneshot;
use twinlane_websocket::{Agreed, CloseFrame, Control, Event, Handshake, Writer};

use super::accept::forbidden;
use super::channel::Decision;
use super::due::{Answer, Due};
use super::turn::Turn;
use super::waiters::Waiters;
use super::{Disconnected, Message};
#[cfg(feature = "sessions")]
use crate::session::SessionSlot;

/// The state of a connection at a time. It is changed in short steps: see [`Channel::with`](super::Channel::with).
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, and any of them may hold"
)]
pub(super) struct State {
    pub(super) stage: Stage,
    /// `None`: the connection has not been accepted.
    pub(super) agreed: Option<Agreed>,
    /// The writer of messages. `None`: somebody writes one with it, outside of the lock.
    writer: Option<Writer>,
    /// The messages that have arrived and have not been received.
    messages: VecDeque<Message>,
    /// The halves and iterators that may receive them, beside a whole `WebSocket`; and whether it has been split.
    receiving: usize,
    is_split: bool,
    /// The memory that they hold.
    held: usize,
    /// The bytes to be written, and the number of those before them that are being written.
    pub(super) output: BytesMut,
    in_writing: usize,
    pub(super) receivers: Waiters,
    pub(super) senders: Waiters,
    /// Those that wait for the connection to be open, or to end.
    pub(super) changes: Waiters,
    pub(super) turn: Turn,
    /// The messages that have come from the client, and those that were sent to it.
    pub(super) received: u64,
    pub(super) sent: u64,
    /// The response to the handshake. It is given once the state is unlocked.
    pub(super) answer: Option<Answer>,
    /// A handshake that will have no response. It is dropped once the state is unlocked.
    unanswered: Option<Box<Asked>>,
    /// True if a function received or sent before the connection was accepted. That is reported once the state is unlocked.
    is_misused: bool,
    /// True if nothing has been sent since the last ping.
    is_quiet: bool,
    /// True if the link has stopped reading: see [`reads`](Self::reads).
    has_paused: bool,
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
    /// The session of the request, which goes with the response.
    #[cfg(feature = "sessions")]
    pub(super) session: Option<Arc<SessionSlot>>,
}

/// The things that there are for the link to do.
pub(super) struct Look {
    /// True if the link reads from the client now.
    pub(super) reads: bool,
    /// True if it reads, and no side has said its last: there is nothing to do besides reading and writing.
    pub(super) is_settled: bool,
    /// True if the function may go on.
    pub(super) has_news: bool,
    /// The bytes to be written. `None`: others are being written.
    pub(super) output: Option<BytesMut>,
}

/// The most memory that messages hold which are read while the function is busy. One message is read whatever its size.
const MOST_HELD: usize = 64 * 1024;

/// The memory of a message beside its bytes.
const MESSAGE_COST: usize = 64;

/// The number of unsent bytes from which a sender waits.
const MOST_UNSENT: usize = 64 * 1024;

impl State {
    pub(super) fn new(asked: Asked) -> Self {
        Self {
            stage: Stage::Asked(Box::new(asked)),
            agreed: None,
            writer: None,
            messages: VecDeque::new(),
            receiving: 0,
            is_split: false,
            held: 0,
            output: BytesMut::new(),
            in_writing: 0,
            receivers: Waiters::default(),
            senders: Waiters::default(),
            changes: Waiters::default(),
            turn: Turn::default(),
            received: 0,
            sent: 0,
            answer: None,
            unanswered: None,
            is_misused: false,
            is_quiet: false,
            has_paused: false,
            awareness: Awareness::Unaware,
        }
    }

    /// True if there is a rest of a step.
    #[inline]
    pub(super) fn is_due(&self) -> bool {
        !self.turn.woken.is_empty()
            || self.answer.is_some()
            || self.unanswered.is_some()
            || self.is_misused
    }

    /// The rest of a step.
    pub(super) fn take_due(&mut self) -> Due {
        Due {
            wakers: take(&mut self.turn.woken),
            answer: self.answer.take(),
            unanswered: self.unanswered.take(),
            is_misused: take(&mut self.is_misused),
        }
    }

    /// The connection is accepted, by a response that is on its way.
    pub(super) fn accept(&mut self, agreed: Agreed) {
        self.agreed = Some(agreed);
        self.writer = Some(Writer::server(agreed));
        self.turn.ask();
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

    /// The end of a connection that nobody has accepted, for a function that receives or sends.
    pub(super) fn end_unaccepted(&mut self) -> Option<Disconnected> {
        self.is_misused = matches!(self.stage, Stage::Asked(_));
        self.is_misused.then(Disconnected::gone)
    }

    /// True if there is room for a message to be read.
    fn has_room(&self) -> bool {
        self.held < MOST_HELD
    }

    /// Takes an event of the client, and returns its weight: for a message its size.
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
                Control::Pong(&payload).write(&mut self.output);
            }
            Event::Ping(_) | Event::Pong(_) => {}
            Event::Close(frame) => {
                if self.end().is_none() {
                    Control::Close(frame.as_ref()).write(&mut self.output);
                }
                self.finish(Disconnected::by_client(frame));
            }
            Event::Failed(frame) => {
                if self.end().is_none() {
                    Control::Close(Some(&frame)).write(&mut self.output);
                }
                self.finish(Disconnected::by_us(&frame));
            }
        }
        size
    }

    fn put(&mut self, message: Message) {
        // A message after this side's close frame is for nobody.
        if self.end().is_some() || !self.is_received() {
            return;
        }
        self.received += 1;
        self.held += message.size() + MESSAGE_COST;
        self.messages.push_back(message);
        self.turn.wake(&mut self.receivers);
    }

    /// Takes the messages that nobody will receive.
    pub(super) fn take_messages(&mut self) -> VecDeque<Message> {
        self.held = 0;
        take(&mut self.messages)
    }

    /// True if somebody may still receive messages.
    fn is_received(&self) -> bool {
        !self.is_split || self.receiving > 0
    }

    pub(super) fn add_receiving(&mut self) {
        self.receiving += 1;
    }

    /// Notes that a receiver is gone. After the last one the messages are dropped, and further ones are read only to find the end.
    pub(super) fn remove_receiving(&mut self) -> VecDeque<Message> {
        self.receiving -= 1;
        if self.is_received() {
            return VecDeque::new();
        }
        let messages = self.take_messages();
        self.read_on();
        messages
    }

    /// Notes that the halves are all that there is of the connection.
    pub(super) fn split(&mut self) {
        self.is_split = true;
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

    /// Waits for room for a message, and takes the writer of messages.
    pub(super) fn poll_writer(&mut self, cx: &Context<'_>) -> Poll<Result<Writer, Disconnected>> {
        if let Some(end) = self.tell_end().or_else(|| self.end_unaccepted()) {
            return Poll::Ready(Err(end));
        }
        let is_open = matches!(self.stage, Stage::Open);
        if is_open
            && !self.is_full()
            && let Some(writer) = self.writer.take()
        {
            return Poll::Ready(Ok(writer));
        }
        self.turn.wait(&mut self.senders, cx);
        Poll::Pending
    }

    /// Takes a message that has been written, unless the connection has ended in the meantime.
    pub(super) fn put_message(
        &mut self,
        writer: Writer,
        message: BytesMut,
    ) -> Result<(), Disconnected> {
        if let Some(end) = self.tell_end() {
            return Err(end);
        }
        self.writer = Some(writer);
        if self.output.is_empty() {
            self.output = message;
        } else {
            self.output.extend_from_slice(&message);
        }
        self.sent += 1;
        self.is_quiet = false;
        if !self.is_full() {
            self.turn.wake(&mut self.senders);
        }
        self.turn.ask();
        Ok(())
    }

    /// Writes the last word of this side.
    pub(super) fn close(&mut self, frame: &CloseFrame) {
        match &self.stage {
            Stage::Closing(_) | Stage::Closed(_) => return,
            Stage::Asked(_) => {
                // If the refusal fails, the connection has ended already.
                let _: crate::errors::Result<()> = self.refuse(forbidden());
                return;
            }
            Stage::Accepted | Stage::Open => {
                Control::Close(Some(frame)).write(&mut self.output);
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
        if let Stage::Asked(asked) = replace(&mut self.stage, stage) {
            self.unanswered = Some(asked);
        }
        // A sender that is kept beyond the end keeps no compressor.
        self.writer = None;
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

    /// Looks, if somebody has asked for it since the last look.
    pub(super) fn look_if_asked(&mut self, writes_nothing: bool) -> Option<Look> {
        self.turn.is_asked_for.then(|| self.look(writes_nothing))
    }

    /// Finds the next work of the link. If the link writes nothing, it takes the output.
    pub(super) fn look(&mut self, writes_nothing: bool) -> Look {
        self.turn.is_asked_for = false;
        let reads = self.reads_on();
        Look {
            reads,
            is_settled: reads && self.end().is_none(),
            has_news: take(&mut self.turn.has_news),
            output: writes_nothing.then(|| self.take_output()),
        }
    }

    /// Takes the output, to write it.
    pub(super) fn take_output(&mut self) -> BytesMut {
        let output = take(&mut self.output);
        self.note_written(output.len());
        output
    }

    /// Notes that a part of the output has been written: `in_writing` bytes are left.
    pub(super) fn note_written(&mut self, in_writing: usize) {
        self.in_writing = in_writing;
        if !self.is_full() {
            self.turn.wake(&mut self.senders);
            self.read_on();
        }
    }

    /// True if so much is to be written that nothing is added to it.
    fn is_full(&self) -> bool {
        self.unsent() >= MOST_UNSENT
    }

    /// The bytes that the client has not taken.
    pub(super) fn unsent(&self) -> usize {
        self.output.len() + self.in_writing
    }

    /// The bytes of messages that the function has not received.
    pub(super) fn unread(&self) -> usize {
        self.messages.iter().map(Message::size).sum()
    }

    /// True if the link reads from the client now. If not, it is woken when it may.
    pub(super) fn reads_on(&mut self) -> bool {
        let reads = self.reads();
        self.has_paused = !reads;
        reads
    }

    /// True if the link reads from the client: there is room for a message and for a response, or only the client's close frame is awaited.
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
        if replace(&mut self.is_quiet, true)
            && let Some(writer) = &mut self.writer
        {
            writer.release_compressor();
        }
        if self.end().is_none() {
            Control::Ping(b"ping").write(&mut self.output);
        }
    }

    /// Does not wait for the function any longer. True: it has been told of the end, and goes on.
    pub(super) fn abandon(&mut self) -> bool {
        self.turn.has_news = true;
        replace(&mut self.awareness, Awareness::Abandoned) == Awareness::Told
    }

    /// Notes that nobody waits for the response to the handshake any more: its client has gone.
    pub(super) fn look_for_client(&mut self, cx: &mut Context<'_>) {
        if let Stage::Asked(asked) = &mut self.stage
            && asked.decision.poll_closed(cx).is_ready()
        {
            self.finish(Disconnected::gone());
        }
    }
}

#[cfg(test)]
pub(super) mod tests;
