//! The fragments of a message, as they arrive.

use bytes::Bytes;

use crate::close::CloseFrame;
use crate::protocol::Event;

/// A message of which not all has arrived.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) is_text: bool,
    pub(crate) is_compressed: bool,
    pub(crate) content: Vec<u8>,
    /// The bytes of a text that are known to be UTF-8.
    checked: usize,
}

impl Message {
    pub(crate) fn new(is_text: bool, is_compressed: bool) -> Self {
        Self {
            is_text,
            is_compressed,
            content: Vec::new(),
            checked: 0,
        }
    }

    /// Checks what has arrived since the last check. A character may be cut at its end.
    ///
    /// # Errors
    ///
    /// What to close with.
    pub(crate) fn check(&mut self) -> Result<(), CloseFrame> {
        if !self.is_text {
            return Ok(());
        }
        match str::from_utf8(&self.content[self.checked..]) {
            Ok(text) => self.checked += text.len(),
            Err(error) if error.error_len().is_none() => self.checked += error.valid_up_to(),
            Err(_) => return Err(not_utf8()),
        }
        Ok(())
    }

    /// The whole message.
    pub(crate) fn finish(self) -> Event {
        if self.is_text {
            text(self.content)
        } else {
            Event::Binary(Bytes::from(self.content))
        }
    }
}

/// A text, if it is one.
pub(crate) fn text(content: Vec<u8>) -> Event {
    match String::from_utf8(content) {
        Ok(text) => Event::Text(text),
        Err(_) => Event::Failed(not_utf8()),
    }
}

/// Uvicorn gives no reason.
fn not_utf8() -> CloseFrame {
    CloseFrame::new(1007, "")
}
