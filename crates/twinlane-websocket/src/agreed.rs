//! What both sides have agreed on.

/// What both sides have agreed on in the handshake: to compress messages and how, or not to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Agreed {
    /// None: messages are not compressed.
    pub(crate) deflate: Option<Deflate>,
}

/// The parameters of `permessage-deflate`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Deflate {
    /// What the server compresses.
    pub(crate) server: Window,
    /// What the client compresses.
    pub(crate) client: Window,
}

/// The window in which one side looks for repetitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    /// Its size is 2 to this power: 8 to 15.
    pub(crate) bits: u8,
    /// Whether it is kept from one message to the next.
    pub(crate) is_kept: bool,
}

impl Agreed {
    /// Whether messages may be compressed.
    pub fn is_compressed(&self) -> bool {
        self.deflate.is_some()
    }
}
