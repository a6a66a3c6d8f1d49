//! A message, as it arrives: in fragments, compressed, or both.

use bytes::Bytes;

use crate::close::CloseFrame;
use crate::event::Event;
use crate::header::{Begun, too_big};
use crate::inflator::{CannotInflate, Inflator};

/// A message of which not all has arrived.
#[derive(Debug)]
pub(crate) struct Message {
    is_text: bool,
    is_compressed: bool,
    content: Vec<u8>,
    /// A frame of it has been added.
    has_begun: bool,
    /// The bytes of a text that are known to be UTF-8.
    checked: usize,
}

impl Message {
    pub(crate) fn new(is_text: bool, is_compressed: bool) -> Self {
        Self {
            is_text,
            is_compressed,
            content: Vec::new(),
            has_begun: false,
            checked: 0,
        }
    }

    /// Adds a frame that is not compressed. Its size has been checked.
    pub(crate) fn add(&mut self, frame: &[u8]) {
        self.content.extend_from_slice(frame);
        self.has_begun = true;
    }

    /// Adds a frame that is compressed.
    ///
    /// # Errors
    ///
    /// The frame to close with.
    pub(crate) fn inflate(
        &mut self,
        frame: &[u8],
        inflator: &mut Inflator,
        is_last: bool,
        limit: usize,
    ) -> Result<(), CloseFrame> {
        let before = self.has_begun.then_some(self.content.len());
        let inflated = inflator.inflate(frame, is_last, &mut self.content, limit);
        self.has_begun = true;
        inflated.map_err(|why| match why {
            CannotInflate::TooBig => too_big(None, before, limit),
            CannotInflate::Broken => CloseFrame::protocol_error("decompression failed"),
        })
    }

    /// Checks the text that has arrived since the last check. A character may be cut at its end.
    ///
    /// # Errors
    ///
    /// The frame to close with.
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

    /// The whole message, in about as much memory as it needs: it may be kept for long.
    pub(crate) fn finish(mut self) -> Result<Event, CloseFrame> {
        if self.content.capacity() > 2 * self.content.len() + 64 {
            self.content.shrink_to_fit();
        }
        if self.is_text {
            text(self.content)
        } else {
            Ok(Event::Binary(Bytes::from(self.content)))
        }
    }

    pub(crate) fn begun(&self) -> Begun {
        Begun {
            size: self.content.len(),
            is_compressed: self.is_compressed,
        }
    }
}

/// A text, if it is one.
///
/// # Errors
///
/// The frame to close with.
pub(crate) fn text(content: Vec<u8>) -> Result<Event, CloseFrame> {
    String::from_utf8(content)
        .map(Event::Text)
        .map_err(|_| not_utf8())
}

/// Uvicorn gives no reason.
fn not_utf8() -> CloseFrame {
    CloseFrame::new(1007, "")
}
