//! The writing side of a connection.

use bytes::BytesMut;

use crate::agreed::{Agreed, Window};
use crate::close::CloseFrame;
use crate::compressor::Compressor;
use crate::control::Control;
use crate::frame;
use crate::header::Opcode;
use crate::kept::KeptCompressor;
use crate::mask::Keys;
use crate::prepared::PreparedMessage;

/// Writes frames for the peer after the handshake, each to the end of a buffer of the caller.
///
/// After [`write_close`](Self::write_close) it writes nothing.
#[derive(Debug)]
pub struct Writer {
    /// The window of what is compressed. None: nothing is.
    window: Option<Window>,
    /// Made for the first message. None: messages are compressed by themselves, or none has been written.
    compressor: Option<KeptCompressor>,
    /// The keys of a client, which masks its frames.
    keys: Option<Box<Keys>>,
    /// Nothing more is written.
    has_closed: bool,
}

impl Writer {
    /// Makes the writer of a server.
    pub fn server(agreed: Agreed) -> Self {
        Self {
            window: agreed.deflate.map(|deflate| deflate.server),
            compressor: None,
            keys: None,
            has_closed: false,
        }
    }

    /// Makes the writer of a client.
    pub fn client(agreed: Agreed) -> Self {
        Self {
            window: agreed.deflate.map(|deflate| deflate.client),
            keys: Some(Box::new(Keys::new())),
            ..Self::server(Agreed::default())
        }
    }

    /// Writes a text message.
    pub fn write_text(&mut self, text: &str, output: &mut BytesMut) {
        self.write_message(Opcode::Text, text.as_bytes(), output);
    }

    /// Writes a binary message.
    pub fn write_binary(&mut self, bytes: &[u8], output: &mut BytesMut) {
        self.write_message(Opcode::Binary, bytes, output);
    }

    /// Writes a message that is also sent to other connections.
    ///
    /// The message does not refer to earlier messages, so that it is the same for all connections. The next message does not
    /// refer to earlier ones either. The writer of a client, which masks each frame, writes it like any other message.
    pub fn write_prepared(&mut self, message: &PreparedMessage, output: &mut BytesMut) {
        if self.has_closed {
            return;
        }
        if self.keys.is_none() {
            output.extend_from_slice(message.frame(self.window.map(|window| window.bits)));
            self.compressor = None;
        } else {
            self.write_message(message.opcode(), message.payload(), output);
        }
    }

    /// Writes a ping, with the first 125 bytes of its payload.
    pub fn write_ping(&mut self, payload: &[u8], output: &mut BytesMut) {
        self.write_control(Control::Ping(payload), output);
    }

    /// Writes a pong, with the first 125 bytes of its payload.
    pub fn write_pong(&mut self, payload: &[u8], output: &mut BytesMut) {
        self.write_control(Control::Pong(payload), output);
    }

    /// Writes a close frame. Anything written after it is dropped.
    ///
    /// A code that may not be sent, such as 1005 or 999, is written as 1011 without a reason.
    pub fn write_close(&mut self, frame: Option<&CloseFrame>, output: &mut BytesMut) {
        self.write_control(Control::Close(frame), output);
        self.has_closed = true;
    }

    /// Releases the memory of the compressor, 160 KiB, until the next message is written: for a connection that is quiet.
    ///
    /// The next message is compressed like a first one. The peer does not notice.
    pub fn release_compressor(&mut self) {
        self.compressor = None;
    }

    /// Writes a message, compressed if that was agreed on.
    fn write_message(&mut self, opcode: Opcode, message: &[u8], output: &mut BytesMut) {
        if self.has_closed {
            return;
        }
        let key = self.next_key();
        if self
            .write_compressed(opcode, message, key, output)
            .is_none()
        {
            frame::write(opcode, message, key, output);
        }
    }

    /// None: not agreed on, or the compressor is broken. The next is a new one, which refers to nothing before it.
    fn write_compressed(
        &mut self,
        opcode: Opcode,
        message: &[u8],
        key: Option<[u8; 4]>,
        output: &mut BytesMut,
    ) -> Option<()> {
        let window = self.window?;
        if window.is_kept && self.compressor.is_none() {
            self.compressor = KeptCompressor::new(window.bits);
        }
        let mut write =
            |compressor: &mut Compressor| compressor.write_frame(opcode, message, key, output);
        let result = match &mut self.compressor {
            Some(compressor) => write(compressor),
            None => Compressor::lend(window.bits, write),
        };
        if result.is_err() {
            self.compressor = None;
        }
        result.ok()
    }

    fn write_control(&mut self, control: Control<'_>, output: &mut BytesMut) {
        if self.has_closed {
            return;
        }
        let key = self.next_key();
        control.write_masked(key, output);
    }

    fn next_key(&mut self) -> Option<[u8; 4]> {
        self.keys.as_mut().map(|keys| keys.next())
    }
}
