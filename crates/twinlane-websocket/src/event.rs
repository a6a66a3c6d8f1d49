//! An event: something has arrived.

use bytes::Bytes;

use crate::close::CloseFrame;

/// Something that has arrived.
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
