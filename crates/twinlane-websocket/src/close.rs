//! The reason for the end of a connection.

use std::str::Utf8Error;

/// The most bytes of a reason: a control frame has 125, and the code is two of them.
const LONGEST_REASON: usize = 123;

/// The code and the reason of a close frame.
///
/// A reason longer than 123 bytes is truncated when it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "all that a close frame has")]
pub struct CloseFrame {
    /// The close code, for example 1000 or 4001.
    pub code: u16,
    /// The reason, which may be empty.
    pub reason: String,
}

impl CloseFrame {
    /// Makes a close frame with a code and a reason.
    pub fn new(code: u16, reason: impl Into<String>) -> Self {
        Self {
            code,
            reason: reason.into(),
        }
    }

    /// The protocol was broken.
    pub(crate) fn protocol_error(reason: &str) -> Self {
        Self::new(1002, reason)
    }

    /// The close frame that a peer has sent. None: one without a code.
    ///
    /// # Errors
    ///
    /// The frame to close with, if it is no close frame.
    pub(crate) fn parse(payload: &[u8]) -> Result<Option<Self>, Self> {
        let [high, low, reason @ ..] = payload else {
            return match payload {
                [] => Ok(None),
                _ => Err(Self::protocol_error("close frame too short")),
            };
        };
        let code = u16::from_be_bytes([*high, *low]);
        let reason = str::from_utf8(reason).map_err(|error| {
            let what = what_is_wrong(reason, &error);
            let position = error.valid_up_to();
            Self::new(1007, format!("{what} at position {position}"))
        })?;
        if may_be_sent(code) {
            Ok(Some(Self::new(code, reason)))
        } else {
            Err(Self::protocol_error("invalid status code"))
        }
    }

    /// The payload as it is written: the reason is cut at the end of a character.
    pub(crate) fn payload(&self) -> Vec<u8> {
        let end = self.reason.floor_char_boundary(LONGEST_REASON);
        [&self.code.to_be_bytes(), &self.reason.as_bytes()[..end]].concat()
    }
}

/// True for a code that a close frame may have: 1000 to 1003, 1007 to 1014, and 3000 to 4999.
///
/// The range from 3000 to 4999 is for applications.
pub fn may_be_sent(code: u16) -> bool {
    matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999)
}

/// Python's words for text that is not UTF-8.
fn what_is_wrong(text: &[u8], error: &Utf8Error) -> &'static str {
    if error.error_len().is_none() {
        return "unexpected end of data";
    }
    match text.get(error.valid_up_to()) {
        Some(0xC2..=0xF4) => "invalid continuation byte",
        _ => "invalid start byte",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_that_may_be_sent() {
        let sent: Vec<u16> = (0..=u16::MAX).filter(|code| may_be_sent(*code)).collect();
        let expected: Vec<u16> = (1000..=1003)
            .chain(1007..=1014)
            .chain(3000..=4999)
            .collect();
        assert_eq!(sent, expected);
    }
}
