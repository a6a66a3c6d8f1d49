//! A message for many.

use std::sync::OnceLock;

use bytes::{Bytes, BytesMut};

use crate::compressor::Compressor;
use crate::frame;
use crate::header::{self, Opcode};

/// The smallest window that a compressor has, and how many there are: 9 to 15 bits.
const FEWEST_BITS: u8 = 9;
const WINDOWS: usize = 7;

/// A message that is sent to many connections, with [`Writer::write_prepared`](crate::Writer::write_prepared).
///
/// If compression makes it smaller, it is compressed once for each window size of these connections, not once for each
/// connection. The connections need no compressors of their own for it.
#[derive(Debug)]
pub struct PreparedMessage {
    opcode: Opcode,
    payload: Bytes,
    plain: OnceLock<Bytes>,
    compressed: [OnceLock<Bytes>; WINDOWS],
}

impl PreparedMessage {
    /// Makes a text message.
    pub fn text(text: impl Into<String>) -> Self {
        Self::new(Opcode::Text, Bytes::from(text.into()))
    }

    /// Makes a binary message.
    pub fn binary(bytes: impl Into<Bytes>) -> Self {
        Self::new(Opcode::Binary, bytes.into())
    }

    fn new(opcode: Opcode, payload: Bytes) -> Self {
        Self {
            opcode,
            payload,
            plain: OnceLock::new(),
            compressed: Default::default(),
        }
    }

    pub(crate) fn opcode(&self) -> Opcode {
        self.opcode
    }

    pub(crate) fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The whole frame, as a server sends it: compressed for a window of this number of bits, or not compressed.
    pub(crate) fn frame(&self, bits: Option<u8>) -> &[u8] {
        let frame = bits.and_then(|bits| {
            let place = usize::from(bits.checked_sub(FEWEST_BITS)?);
            let frame = self.compressed.get(place)?;
            Some(frame.get_or_init(|| self.compressed_frame(bits)))
        });
        frame.unwrap_or_else(|| self.plain())
    }

    /// A message that cannot be compressed is no larger for it: that frame is not compressed.
    fn compressed_frame(&self, bits: u8) -> Bytes {
        let mut frame = BytesMut::new();
        let compressed = Compressor::lend(bits, |compressor| {
            compressor.write_frame(self.opcode, &self.payload, None, &mut frame)
        });
        let (_, head) = header::written(self.opcode, false, self.payload.len(), None);
        if compressed.is_ok() && frame.len() < head + self.payload.len() {
            Bytes::copy_from_slice(&frame)
        } else {
            self.plain().clone()
        }
    }

    fn plain(&self) -> &Bytes {
        self.plain.get_or_init(|| {
            let mut frame = BytesMut::new();
            frame::write(self.opcode, &self.payload, None, &mut frame);
            frame.freeze()
        })
    }
}
