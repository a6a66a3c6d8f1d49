//! One side of a connection.

use std::mem;

use bytes::{Buf, Bytes, BytesMut};

use crate::agreed::{Agreed, Window};
use crate::close::{CloseFrame, may_be_sent};
use crate::compressor::Compressor;
use crate::event::Event;
use crate::header::{self, Expected, First, Head, LONGEST_CONTROL, Opcode};
use crate::inflator::Inflator;
use crate::mask::{self, Keys};
use crate::message::{self, Message};
use crate::prepared::PreparedMessage;

/// A message of as many bytes takes the buffer over that it has arrived in, rather than to be copied.
const LARGE: usize = 64 << 10;

/// A buffer that has been read is kept if it is no larger.
const KEPT_INPUT: usize = 4 << 10;

/// This side has made a mistake.
const INTERNAL_ERROR: u16 = 1011;

/// One side of a connection, after its handshake.
///
/// [`read`](Self::read) takes what has arrived, one event after another; what is to be sent is written to the end of a
/// buffer of the caller. It answers nothing by itself: a ping is to be answered with its payload, a
/// [`Close`](Event::Close) with the same frame. After [`write_close`](Self::write_close) nothing is written.
#[derive(Debug)]
pub struct Protocol {
    agreed: Agreed,
    limit: usize,
    /// Of a client, which masks what it sends.
    keys: Option<Box<Keys>>,
    /// The message of which not all has arrived.
    message: Option<Message>,
    /// Made for the first message that is compressed; likewise below.
    inflator: Option<Box<Inflator>>,
    compressor: Option<Box<Compressor>>,
    /// Nothing more is read.
    has_ended: bool,
    /// Nothing more is written.
    has_closed: bool,
}

impl Protocol {
    /// The server's side. A message has at most `max_message_size` bytes, as it arrives and as it is inflated.
    pub fn server(agreed: Agreed, max_message_size: usize) -> Self {
        Self {
            agreed,
            limit: max_message_size,
            keys: None,
            message: None,
            inflator: None,
            compressor: None,
            has_ended: false,
            has_closed: false,
        }
    }

    /// The client's side.
    pub fn client(agreed: Agreed, max_message_size: usize) -> Self {
        Self {
            keys: Some(Box::new(Keys::new())),
            ..Self::server(agreed, max_message_size)
        }
    }

    /// The next event in what has arrived, which is taken from the beginning of `input`. None: more has to arrive.
    ///
    /// After [`Event::Close`] and [`Event::Failed`] there are no more: whatever arrives is dropped. The memory of `input` is
    /// given back once all of it has been taken, if it is more than a few KiB.
    pub fn read(&mut self, input: &mut BytesMut) -> Option<Event> {
        let event = self.next_event(input);
        // What can be reclaimed is all of it, also what is before the bytes that have been taken.
        if input.is_empty() && input.try_reclaim(KEPT_INPUT + 1) {
            *input = BytesMut::new();
        }
        event
    }

    /// Writes a message of text.
    pub fn write_text(&mut self, text: &str, output: &mut BytesMut) {
        self.write_message(Opcode::Text, text.as_bytes(), output);
    }

    /// Writes a binary message.
    pub fn write_binary(&mut self, bytes: &[u8], output: &mut BytesMut) {
        self.write_message(Opcode::Binary, bytes, output);
    }

    /// Writes a message that others are sent too.
    ///
    /// It refers to no message before it, so that it is the same for all; and the next message refers to none either.
    pub fn write_prepared(&mut self, message: &PreparedMessage, output: &mut BytesMut) {
        if self.has_closed {
            return;
        }
        if self.is_server() {
            let window = self.own_window();
            output.extend_from_slice(message.frame(window.map(|window| window.bits)));
            self.compressor = None;
        } else {
            self.write_message(message.opcode(), message.payload(), output);
        }
    }

    /// Writes a ping, with the first 125 bytes of its payload.
    pub fn write_ping(&mut self, payload: &[u8], output: &mut BytesMut) {
        self.write_frame(Opcode::Ping, at_most_125(payload), output);
    }

    /// Writes a pong, with the first 125 bytes of its payload.
    pub fn write_pong(&mut self, payload: &[u8], output: &mut BytesMut) {
        self.write_frame(Opcode::Pong, at_most_125(payload), output);
    }

    /// Writes a close frame, the last of this side: what is written after it is dropped.
    ///
    /// A code that may not be sent, as 1005 or 999, is written as 1011 without a reason.
    pub fn write_close(&mut self, frame: Option<&CloseFrame>, output: &mut BytesMut) {
        let payload = match frame {
            None => Vec::new(),
            Some(frame) if may_be_sent(frame.code) => frame.payload(),
            Some(_) => CloseFrame::new(INTERNAL_ERROR, "").payload(),
        };
        self.write_frame(Opcode::Close, &payload, output);
        self.has_closed = true;
    }

    /// Gives back the memory of what compresses, 160 KiB, until the next message is written: for a connection that is quiet.
    ///
    /// That message is compressed as a first one is. The peer notices nothing.
    pub fn release_compressor(&mut self) {
        self.compressor = None;
    }

    fn next_event(&mut self, input: &mut BytesMut) -> Option<Event> {
        if self.has_ended {
            input.clear();
            return None;
        }
        let event = match self.read_event(input) {
            Ok(event) => event?,
            Err(close) => Event::Failed(close),
        };
        if let Event::Close(_) | Event::Failed(_) = event {
            self.has_ended = true;
            self.message = None;
            self.inflator = None;
            input.clear();
        }
        Some(event)
    }

    fn read_event(&mut self, input: &mut BytesMut) -> Result<Option<Event>, CloseFrame> {
        loop {
            let Some(head) = Head::parse(input, self.is_server())? else {
                return Ok(None);
            };
            let size = self.expected().check(&head)?;
            let start = head.size();
            // What the size is has been checked: it is no more than the limit.
            if input.len() < start || input.len() - start < size {
                return Ok(None);
            }
            if let Some(key) = head.mask(input) {
                mask::apply(&mut input[start..start + size], key);
            }
            if let Some(event) = self.take(head.first, input, start, size)? {
                return Ok(Some(event));
            }
        }
    }

    /// Takes a frame that has arrived and may come now.
    fn take(
        &mut self,
        first: First,
        input: &mut BytesMut,
        start: usize,
        size: usize,
    ) -> Result<Option<Event>, CloseFrame> {
        let end = start + size;
        let payload = &input[start..end];
        let event = match first.opcode {
            Opcode::Close => Event::Close(CloseFrame::parse(payload)?),
            Opcode::Ping => Event::Ping(Bytes::copy_from_slice(payload)),
            Opcode::Pong => Event::Pong(Bytes::copy_from_slice(payload)),
            Opcode::Text | Opcode::Binary if first.is_final() && !first.is_compressed() => {
                return take_whole(first.opcode, input, start, size).map(Some);
            }
            _ => {
                let event = self.add(first, payload);
                input.advance(end);
                return event;
            }
        };
        input.advance(end);
        Ok(Some(event))
    }

    /// Adds a frame to its message, which is the event if nothing of it is missing.
    fn add(&mut self, first: First, payload: &[u8]) -> Result<Option<Event>, CloseFrame> {
        let is_text = first.opcode == Opcode::Text;
        let mut message = self
            .message
            .take()
            .unwrap_or_else(|| Message::new(is_text, first.is_compressed()));
        if message.begun().is_compressed {
            self.inflate(&mut message, first, payload)?;
        } else {
            message.add(payload);
        }
        if first.is_final() {
            return message.finish().map(Some);
        }
        message.check()?;
        self.message = Some(message);
        Ok(None)
    }

    fn inflate(
        &mut self,
        message: &mut Message,
        first: First,
        payload: &[u8],
    ) -> Result<(), CloseFrame> {
        let Some(window) = self.peers_window() else {
            return Ok(());
        };
        let inflator = self
            .inflator
            .get_or_insert_with(|| Box::new(Inflator::new()));
        message.inflate(payload, inflator, first.is_final(), self.limit)?;
        if first.is_final() && !window.is_kept {
            self.inflator = None;
        }
        Ok(())
    }

    /// Writes a message, compressed if that was agreed on.
    fn write_message(&mut self, opcode: Opcode, message: &[u8], output: &mut BytesMut) {
        if self.has_closed {
            return;
        }
        if self.write_compressed(opcode, message, output).is_none() {
            self.write_frame(opcode, message, output);
        }
    }

    /// None: not agreed on, or the compressor is broken. The next is a new one, which refers to nothing before it.
    fn write_compressed(
        &mut self,
        opcode: Opcode,
        message: &[u8],
        output: &mut BytesMut,
    ) -> Option<()> {
        let window = self.own_window()?;
        let mut compressor = self
            .compressor
            .take()
            .unwrap_or_else(|| Box::new(Compressor::new(window.bits)));
        let key = self.next_key();
        let result = compressor.write_frame(opcode, message, key, output);
        self.compressor = (result.is_ok() && window.is_kept).then_some(compressor);
        result.ok()
    }

    fn write_frame(&mut self, opcode: Opcode, payload: &[u8], output: &mut BytesMut) {
        if self.has_closed {
            return;
        }
        let key = self.next_key();
        let (head, size) = header::written(opcode, false, payload.len(), key);
        output.reserve(size + payload.len());
        output.extend_from_slice(&head[..size]);
        let start = output.len();
        output.extend_from_slice(payload);
        if let Some(key) = key {
            mask::apply(&mut output[start..], key);
        }
    }

    fn next_key(&mut self) -> Option<[u8; 4]> {
        self.keys.as_mut().map(|keys| keys.next())
    }

    fn expected(&self) -> Expected {
        Expected {
            may_be_compressed: self.agreed.is_compressed(),
            begun: self.message.as_ref().map(Message::begun),
            limit: self.limit,
        }
    }

    fn is_server(&self) -> bool {
        self.keys.is_none()
    }

    /// The window of what is compressed here.
    fn own_window(&self) -> Option<Window> {
        let deflate = self.agreed.deflate?;
        Some(if self.is_server() {
            deflate.server
        } else {
            deflate.client
        })
    }

    /// The window of what the peer compresses.
    fn peers_window(&self) -> Option<Window> {
        let deflate = self.agreed.deflate?;
        Some(if self.is_server() {
            deflate.client
        } else {
            deflate.server
        })
    }
}

/// Takes a message that is one frame, and not compressed.
fn take_whole(
    opcode: Opcode,
    input: &mut BytesMut,
    start: usize,
    size: usize,
) -> Result<Event, CloseFrame> {
    let end = start + size;
    // A buffer that is much larger than the message is not kept for it.
    if size >= LARGE && input.len() == end && !input.try_reclaim(end) {
        let mut message = mem::take(input);
        message.advance(start);
        return match opcode {
            Opcode::Text => message::text(message.into()),
            _ => Ok(Event::Binary(message.freeze())),
        };
    }
    let payload = &input[start..end];
    let event = match opcode {
        Opcode::Text => message::text(payload.to_vec())?,
        _ => Event::Binary(Bytes::copy_from_slice(payload)),
    };
    input.advance(end);
    Ok(event)
}

fn at_most_125(payload: &[u8]) -> &[u8] {
    &payload[..payload.len().min(LONGEST_CONTROL)]
}
