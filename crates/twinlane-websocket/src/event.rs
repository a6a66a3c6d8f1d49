//! An event: something has arrived.

use bytes::Bytes;

use crate::close::CloseFrame;

/// Something that has arrived from the peer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "complete by nature")]
pub enum Event {
    /// A complete text message.
    Text(String),
    /// A complete binary message.
    Binary(Bytes),
    /// A ping. Send its payload back in a pong.
    Ping(Bytes),
    /// A pong, requested or not.
    Pong(Bytes),
    /// A close frame, with or without a code. Send the same frame back, unless a close frame was sent before.
    Close(Option<CloseFrame>),
    /// A violation of the protocol by the peer. Close the connection with this frame.
    Failed(CloseFrame),
}
