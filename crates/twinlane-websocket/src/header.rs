//! The head of a frame, and what is wrong with it.

use std::fmt::Write as _;

use crate::close::CloseFrame;

/// The most bytes of a control frame's payload.
pub(crate) const LONGEST_CONTROL: usize = 125;

/// The most bytes of a head: two, the length in eight, and the mask.
pub(crate) const LONGEST_HEAD: usize = 14;

const FIN: u8 = 0x80;
const RSV1: u8 = 0x40;
const RSV2_AND_3: u8 = 0x30;
const MASKED: u8 = 0x80;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opcode {
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

impl Opcode {
    fn of(head: u8) -> Option<Self> {
        Some(match head & 0x0F {
            0 => Self::Continuation,
            1 => Self::Text,
            2 => Self::Binary,
            8 => Self::Close,
            9 => Self::Ping,
            10 => Self::Pong,
            _ => return None,
        })
    }

    pub(crate) fn is_control(self) -> bool {
        self as u8 >= Self::Close as u8
    }
}

/// The first byte of a frame.
#[derive(Debug, Clone, Copy)]
pub(crate) struct First {
    byte: u8,
    pub(crate) opcode: Opcode,
}

impl First {
    pub(crate) fn is_final(self) -> bool {
        self.byte & FIN != 0
    }

    pub(crate) fn is_compressed(self) -> bool {
        self.byte & RSV1 != 0
    }

    pub(crate) fn has_unknown_bits(self) -> bool {
        self.byte & RSV2_AND_3 != 0
    }
}

/// The head of a frame.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Head {
    pub(crate) first: First,
    /// The length of the payload, as the peer says.
    pub(crate) length: u64,
    /// The bytes of the head before the mask.
    size: usize,
    is_masked: bool,
}

impl Head {
    /// The head that `input` begins with. None: more has to arrive.
    ///
    /// # Errors
    ///
    /// The frame to close with: its first two bytes are wrong.
    pub(crate) fn parse(input: &[u8], is_masked: bool) -> Result<Option<Self>, CloseFrame> {
        let [byte, second, rest @ ..] = input else {
            return Ok(None);
        };
        let opcode =
            Opcode::of(*byte).ok_or_else(|| CloseFrame::protocol_error("invalid opcode"))?;
        if (second & MASKED != 0) != is_masked {
            return Err(CloseFrame::protocol_error("incorrect masking"));
        }
        let (length, size) = match second & !MASKED {
            0x7E => match rest.first_chunk() {
                Some(length) => (u64::from(u16::from_be_bytes(*length)), 4),
                None => return Ok(None),
            },
            0x7F => match rest.first_chunk() {
                Some(length) => (u64::from_be_bytes(*length), 10),
                None => return Ok(None),
            },
            length => (u64::from(length), 2),
        };
        let first = First {
            byte: *byte,
            opcode,
        };
        Ok(Some(Self {
            first,
            length,
            size,
            is_masked,
        }))
    }

    /// The bytes before the payload.
    pub(crate) fn size(&self) -> usize {
        self.size + if self.is_masked { 4 } else { 0 }
    }

    /// The key that the payload is masked with, in `frame`, which the head is of and which has arrived.
    pub(crate) fn mask(&self, frame: &[u8]) -> Option<[u8; 4]> {
        if !self.is_masked {
            return None;
        }
        frame.get(self.size..)?.first_chunk().copied()
    }
}

/// The head of a frame that is not a fragment, and how many of the bytes it has.
pub(crate) fn written(
    opcode: Opcode,
    is_compressed: bool,
    length: usize,
    mask: Option<[u8; 4]>,
) -> ([u8; LONGEST_HEAD], usize) {
    let mut head = [0; LONGEST_HEAD];
    head[0] = FIN | if is_compressed { RSV1 } else { 0 } | opcode as u8;
    let masked = if mask.is_some() { MASKED } else { 0 };
    let mut size = 2;
    if let (Ok(length), true) = (u8::try_from(length), length <= LONGEST_CONTROL) {
        head[1] = masked | length;
    } else if let Ok(length) = u16::try_from(length) {
        head[1] = masked | 0x7E;
        head[2..4].copy_from_slice(&length.to_be_bytes());
        size = 4;
    } else {
        head[1] = masked | 0x7F;
        head[2..10].copy_from_slice(&(length as u64).to_be_bytes());
        size = 10;
    }
    if let Some(mask) = mask {
        head[size..size + 4].copy_from_slice(&mask);
        size += 4;
    }
    (head, size)
}

/// The state that the head of a frame is checked by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Expected {
    /// True if a frame may say that its message is compressed.
    pub(crate) may_be_compressed: bool,
    /// The fragments that have arrived of a message, if one has begun.
    pub(crate) begun: Option<Begun>,
    /// The most bytes of a message.
    pub(crate) limit: usize,
}

/// A message that has begun.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Begun {
    pub(crate) size: usize,
    pub(crate) is_compressed: bool,
}

impl Expected {
    /// The size of the payload, if the frame may come now.
    ///
    /// # Errors
    ///
    /// The frame to close with.
    pub(crate) fn check(&self, head: &Head) -> Result<usize, CloseFrame> {
        let size = self.check_size(head)?;
        self.check_bits(head.first)
            .and_then(|()| self.check_order(head.first, size))
            .map_err(CloseFrame::protocol_error)?;
        Ok(size)
    }

    /// The limit is one of messages: a control frame that may be sent is within it, however little is left.
    fn check_size(&self, head: &Head) -> Result<usize, CloseFrame> {
        let size = usize::try_from(head.length).unwrap_or(usize::MAX);
        let read = self.begun.map(|begun| begun.size);
        let left = self.limit.saturating_sub(read.unwrap_or(0));
        if size <= left || (head.first.opcode.is_control() && size <= LONGEST_CONTROL) {
            return Ok(size);
        }
        Err(too_big(Some(head.length), read, self.limit))
    }

    fn check_bits(&self, first: First) -> Result<(), &'static str> {
        if first.is_compressed() {
            match (first.opcode, self.begun) {
                (Opcode::Text | Opcode::Binary, _) if self.may_be_compressed => {}
                (Opcode::Continuation, Some(begun)) if begun.is_compressed => {
                    return Err("RSV1 bit set in continuation frame");
                }
                _ => return Err("reserved bits must be 0"),
            }
        }
        if first.has_unknown_bits() {
            return Err("reserved bits must be 0");
        }
        Ok(())
    }

    fn check_order(&self, first: First, size: usize) -> Result<(), &'static str> {
        match (first.opcode, self.begun) {
            (opcode, _) if opcode.is_control() => {
                if size > LONGEST_CONTROL {
                    Err("control frame too long")
                } else if !first.is_final() {
                    Err("fragmented control frame")
                } else {
                    Ok(())
                }
            }
            (Opcode::Continuation, None) => Err("unexpected continuation frame"),
            (Opcode::Text | Opcode::Binary, Some(_)) => Err("expected a continuation frame"),
            _ => Ok(()),
        }
    }
}

/// A message is larger than the limit: by what the head of a frame says, or as it was inflated.
pub(crate) fn too_big(frame: Option<u64>, read: Option<usize>, limit: usize) -> CloseFrame {
    let mut reason = "frame ".to_owned();
    if let Some(size) = frame {
        _ = write!(reason, "with {size} bytes ");
    }
    if let Some(read) = read {
        _ = write!(reason, "after reading {read} bytes ");
    }
    _ = write!(reason, "exceeds limit of {limit} bytes");
    CloseFrame::new(1009, reason)
}
