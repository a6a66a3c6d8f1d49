//! The reading side of a connection.

use std::mem;

use bytes::{Buf, Bytes, BytesMut};

use crate::agreed::{Agreed, Window};
use crate::close::CloseFrame;
use crate::event::Event;
use crate::header::{Expected, First, Head, Opcode};
use crate::inflator::Inflator;
use crate::mask;
use crate::message::{self, Message};

/// The size from which a message takes over the buffer that it has arrived in instead of being copied.
const LARGE: usize = 64 << 10;

/// The largest buffer that is kept once it has been read.
const KEPT_INPUT: usize = 4 << 10;

/// Reads events from the bytes that the peer sends after the handshake.
///
/// [`read`](Self::read) returns one event after another. It sends nothing by itself: reply to a ping with its payload in a pong,
/// and to a [`Close`](Event::Close) with the same frame.
#[derive(Debug)]
pub struct Reader {
    /// The window of what the peer compresses. None: it compresses nothing.
    window: Option<Window>,
    limit: usize,
    /// True of a server: a client masks what it sends.
    is_masked: bool,
    /// The message of which not all has arrived.
    message: Option<Message>,
    /// Made for the first message that is compressed.
    inflator: Option<Box<Inflator>>,
    /// Nothing more is read.
    has_ended: bool,
}

impl Reader {
    /// Makes the reader of a server. A message has at most `max_message_size` bytes, both as it arrives and after decompression.
    pub fn server(agreed: Agreed, max_message_size: usize) -> Self {
        let window = agreed.deflate.map(|deflate| deflate.client);
        Self::new(window, max_message_size, true)
    }

    /// Makes the reader of a client, with the same limit as [`server`](Self::server).
    pub fn client(agreed: Agreed, max_message_size: usize) -> Self {
        let window = agreed.deflate.map(|deflate| deflate.server);
        Self::new(window, max_message_size, false)
    }

    fn new(window: Option<Window>, limit: usize, is_masked: bool) -> Self {
        Self {
            window,
            limit,
            is_masked,
            message: None,
            inflator: None,
            has_ended: false,
        }
    }

    /// Returns the next event in `input`, and removes its bytes. `None` if more bytes have to arrive.
    ///
    /// After [`Event::Close`] and [`Event::Failed`] there are no more events: further bytes are dropped. When `input` is empty,
    /// its memory is released if it is more than a few KiB.
    pub fn read(&mut self, input: &mut BytesMut) -> Option<Event> {
        let event = self.next_event(input);
        // The whole buffer can be reclaimed, also the part before the bytes that have been taken.
        if input.is_empty() && input.try_reclaim(KEPT_INPUT + 1) {
            *input = BytesMut::new();
        }
        event
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
            let Some(head) = Head::parse(input, self.is_masked)? else {
                return Ok(None);
            };
            let size = self.expected().check(&head)?;
            let start = head.size();
            // The size has been checked: it is no more than the limit.
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
        let Some(window) = self.window else {
            return Ok(());
        };
        let inflator = self.inflator.get_or_insert_with(Inflator::take);
        message.inflate(payload, inflator, first.is_final(), self.limit)?;
        if first.is_final()
            && !window.is_kept
            && let Some(inflator) = self.inflator.take()
        {
            inflator.give_back();
        }
        Ok(())
    }

    fn expected(&self) -> Expected {
        Expected {
            may_be_compressed: self.window.is_some(),
            begun: self.message.as_ref().map(Message::begun),
            limit: self.limit,
        }
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
