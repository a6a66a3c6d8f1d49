//! One side of a connection.

use bytes::{Buf, Bytes, BytesMut};

use crate::agreed::Agreed;
use crate::close::CloseFrame;
use crate::header::{self, Begun, Expected, First, Head, LONGEST_CONTROL, Opcode};
use crate::mask::{self, Keys};
use crate::message::{self, Message};

/// One side of a connection, after its handshake.
///
/// What has arrived is read by [`read`](Self::read), one event after another; what is to be sent is written to the end
/// of a buffer of the caller. It answers nothing by itself: a ping is to be answered with its payload, a
/// [`Close`](Event::Close) with the same frame.
#[derive(Debug)]
pub struct Protocol {
    agreed: Agreed,
    limit: usize,
    /// Of a client, which masks what it sends.
    keys: Option<Box<Keys>>,
    /// The message of which not all has arrived.
    message: Option<Box<Message>>,
    /// Nothing more is read.
    has_ended: bool,
}

/// What has arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "complete by nature")]
pub enum Event {
    /// A text, whole.
    Text(String),
    /// A binary message, whole.
    Binary(Bytes),
    /// A ping: its payload is to be sent in a pong.
    Ping(Bytes),
    /// A pong, asked for or not.
    Pong(Bytes),
    /// The peer closes, with a code or without: the same is to be sent back, unless a close frame was sent before.
    Close(Option<CloseFrame>),
    /// The peer has broken the protocol: what to close with.
    Failed(CloseFrame),
}

impl Protocol {
    /// The server's side. A message has at most `max_message_size` bytes, as it arrives and as it is inflated.
    pub fn server(agreed: Agreed, max_message_size: usize) -> Self {
        Self {
            agreed,
            limit: max_message_size,
            keys: None,
            message: None,
            has_ended: false,
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
    /// After [`Event::Close`] and [`Event::Failed`] there are no more: whatever arrives is dropped.
    pub fn read(&mut self, input: &mut BytesMut) -> Option<Event> {
        if !self.has_ended {
            match self.read_event(input) {
                Ok(event) => {
                    self.has_ended = matches!(event, Some(Event::Close(_) | Event::Failed(_)));
                    if !self.has_ended {
                        return event;
                    }
                    self.end(input);
                    return event;
                }
                Err(close) => {
                    self.end(input);
                    return Some(Event::Failed(close));
                }
            }
        }
        input.clear();
        None
    }

    /// Writes a message of text.
    pub fn write_text(&mut self, text: &str, output: &mut BytesMut) {
        self.write_frame(Opcode::Text, &[text.as_bytes()], output);
    }

    /// Writes a binary message.
    pub fn write_binary(&mut self, bytes: &[u8], output: &mut BytesMut) {
        self.write_frame(Opcode::Binary, &[bytes], output);
    }

    /// Writes a ping, with the first 125 bytes of its payload.
    pub fn write_ping(&mut self, payload: &[u8], output: &mut BytesMut) {
        self.write_frame(Opcode::Ping, &[at_most_125(payload)], output);
    }

    /// Writes a pong, with the first 125 bytes of its payload.
    pub fn write_pong(&mut self, payload: &[u8], output: &mut BytesMut) {
        self.write_frame(Opcode::Pong, &[at_most_125(payload)], output);
    }

    /// Writes a close frame: nothing may be written after it.
    pub fn write_close(&mut self, frame: Option<&CloseFrame>, output: &mut BytesMut) {
        match frame {
            Some(frame) => {
                let code = frame.code.to_be_bytes();
                let reason = frame.written_reason().as_bytes();
                self.write_frame(Opcode::Close, &[&code, reason], output);
            }
            None => self.write_frame(Opcode::Close, &[], output),
        }
    }

    fn write_frame(&mut self, opcode: Opcode, payload: &[&[u8]], output: &mut BytesMut) {
        let length = payload.iter().map(|part| part.len()).sum();
        let key = self.keys.as_mut().map(|keys| keys.next());
        output.reserve(length + header::LONGEST_HEAD);
        header::write(opcode, false, length, key, output);
        let start = output.len();
        for part in payload {
            output.extend_from_slice(part);
        }
        if let Some(key) = key {
            mask::apply(&mut output[start..], key);
        }
    }

    fn end(&mut self, input: &mut BytesMut) {
        self.has_ended = true;
        self.message = None;
        input.clear();
    }

    fn read_event(&mut self, input: &mut BytesMut) -> Result<Option<Event>, CloseFrame> {
        loop {
            let is_masked = self.keys.is_none();
            let head = Head::parse(input, is_masked).map_err(CloseFrame::protocol_error)?;
            let Some(head) = head else {
                return Ok(None);
            };
            let size = self.expected().check(&head)?;
            let start = head.size();
            if input.len() - start.min(input.len()) < size || input.len() < start {
                return Ok(None);
            }
            if let Some(key) = head.mask(input) {
                mask::apply(&mut input[start..start + size], key);
            }
            let event = self.take(head.first, start, size, input)?;
            if event.is_some() {
                return Ok(event);
            }
        }
    }

    fn expected(&self) -> Expected {
        Expected {
            may_be_compressed: self.agreed.is_compressed(),
            begun: self.message.as_ref().map(|message| Begun {
                size: message.content.len(),
                is_compressed: message.is_compressed,
            }),
            limit: self.limit,
        }
    }

    /// Takes a frame that has arrived, and is in order.
    fn take(
        &mut self,
        first: First,
        start: usize,
        size: usize,
        input: &mut BytesMut,
    ) -> Result<Option<Event>, CloseFrame> {
        let payload = &input[start..start + size];
        let event = match first.opcode {
            Opcode::Close => Some(Event::Close(CloseFrame::parse(payload)?)),
            Opcode::Ping => Some(Event::Ping(Bytes::copy_from_slice(payload))),
            Opcode::Pong => Some(Event::Pong(Bytes::copy_from_slice(payload))),
            Opcode::Text if first.is_final() => Some(message::text(payload.to_vec())),
            Opcode::Binary if first.is_final() => {
                Some(Event::Binary(Bytes::copy_from_slice(payload)))
            }
            opcode => {
                let is_text = opcode == Opcode::Text;
                let message = self
                    .message
                    .get_or_insert_with(|| Box::new(Message::new(is_text, false)));
                message.content.extend_from_slice(payload);
                message.check()?;
                first
                    .is_final()
                    .then(|| self.message.take().map(|message| message.finish()))
                    .flatten()
            }
        };
        input.advance(start + size);
        Ok(event)
    }
}

fn at_most_125(payload: &[u8]) -> &[u8] {
    &payload[..payload.len().min(LONGEST_CONTROL)]
}
