//! Control frames: those that are no messages.

use bytes::BytesMut;

use crate::close::{CloseFrame, may_be_sent};
use crate::frame;
use crate::header::{LONGEST_CONTROL, Opcode};

/// This side has made a mistake.
const INTERNAL_ERROR: u16 = 1011;

/// A control frame: a ping, a pong or a close.
///
/// A server may write it at any time, even while a [`Writer`](crate::Writer) compresses a message elsewhere, because it does not
/// depend on earlier frames.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::exhaustive_enums, reason = "complete by nature")]
pub enum Control<'p> {
    /// A ping. The first 125 bytes of its payload are written.
    Ping(&'p [u8]),
    /// A pong. The first 125 bytes of its payload are written.
    Pong(&'p [u8]),
    /// A close frame. A code that may not be sent, such as 1005 or 999, is written as 1011 without a reason.
    Close(Option<&'p CloseFrame>),
}

impl Control<'_> {
    /// Writes the frame to the end of `output`, as a server does.
    pub fn write(self, output: &mut BytesMut) {
        self.write_masked(None, output);
    }

    pub(crate) fn write_masked(self, key: Option<[u8; 4]>, output: &mut BytesMut) {
        match self {
            Self::Ping(payload) => frame::write(Opcode::Ping, at_most_125(payload), key, output),
            Self::Pong(payload) => frame::write(Opcode::Pong, at_most_125(payload), key, output),
            Self::Close(close) => {
                let payload = match close {
                    None => Vec::new(),
                    Some(close) if may_be_sent(close.code) => close.payload(),
                    Some(_) => CloseFrame::new(INTERNAL_ERROR, "").payload(),
                };
                frame::write(Opcode::Close, &payload, key, output);
            }
        }
    }
}

fn at_most_125(payload: &[u8]) -> &[u8] {
    &payload[..payload.len().min(LONGEST_CONTROL)]
}
