//! The agreement of both sides.

/// The parameters that both sides have agreed on in the handshake: the compression of messages, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Agreed {
    /// None: messages are not compressed.
    pub(crate) deflate: Option<Deflate>,
}

/// The parameters of `permessage-deflate`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Deflate {
    /// The window of what the server compresses.
    pub(crate) server: Window,
    /// The window of what the client compresses.
    pub(crate) client: Window,
}

/// The window in which one side looks for repetitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    /// Its size is 2 to this power: 8 to 15.
    pub(crate) bits: u8,
    /// True if it is kept from one message to the next.
    pub(crate) is_kept: bool,
}

impl Agreed {
    /// True if messages may be compressed.
    pub fn is_compressed(&self) -> bool {
        self.deflate.is_some()
    }
}
