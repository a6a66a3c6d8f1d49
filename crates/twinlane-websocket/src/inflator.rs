//! The inflator of messages that a peer has compressed.

use std::cell::Cell;
use std::fmt;

use zlib_rs::{Inflate, InflateFlush, Status};

/// The end of each message, which its sender takes away.
const END: [u8; 4] = [0x00, 0x00, 0xFF, 0xFF];

/// The least and the most bytes that are made room for at once.
const FIRST_STEP: usize = 256;
const LONGEST_STEP: usize = 64 << 10;

/// A stream of nothing takes two bytes. No compressor ends more than one within a message.
const MOST_ENDS: usize = 16;

/// The other side of a peer's compressor.
pub(crate) struct Inflator {
    inflate: Inflate,
    /// The streams that have ended within this message.
    ends: usize,
}

/// The reason for a message that cannot be inflated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CannotInflate {
    /// The message would be larger than the limit.
    TooBig,
    /// The bytes are not those of a compressor.
    Broken,
}

thread_local! {
    /// The inflator of this thread for messages that refer to no other.
    static IDLE: Cell<Option<Box<Inflator>>> = const { Cell::new(None) };
}

impl Inflator {
    /// The inflator of this thread, or a new one.
    pub(crate) fn take() -> Box<Self> {
        // `Err`: the thread ends.
        let idle = IDLE.try_with(Cell::take).ok().flatten();
        idle.unwrap_or_else(|| Box::new(Self::new()))
    }

    /// Gives it to this thread: the next message refers to nothing that it has inflated.
    pub(crate) fn give_back(mut self: Box<Self>) {
        self.inflate.reset(false);
        self.ends = 0;
        // `Err`, likewise: it is dropped.
        _ = IDLE.try_with(|idle| idle.set(Some(self)));
    }

    /// With the largest window, whatever was agreed on: `zlib-rs` has memory for it in any case.
    fn new() -> Self {
        Self {
            inflate: Inflate::new(false, 15),
            ends: 0,
        }
    }

    /// Inflates a frame to the end of `content`, which may have `limit` bytes. The last frame of a message says so.
    ///
    /// # Errors
    ///
    /// The frame cannot be inflated: the connection is to be closed.
    pub(crate) fn inflate(
        &mut self,
        frame: &[u8],
        is_last: bool,
        content: &mut Vec<u8>,
        limit: usize,
    ) -> Result<(), CannotInflate> {
        self.inflate_part(frame, content, limit)?;
        // Nothing is missing of a stream that has ended.
        if is_last && self.inflate.total_in() > 0 {
            self.inflate_part(&END, content, limit)?;
        }
        if is_last {
            self.ends = 0;
        }
        Ok(())
    }

    fn inflate_part(
        &mut self,
        mut part: &[u8],
        content: &mut Vec<u8>,
        limit: usize,
    ) -> Result<(), CannotInflate> {
        let mut next_room = FIRST_STEP;
        loop {
            // One byte beyond the limit shows that there would be more.
            let room = next_room.min((limit - content.len()).saturating_add(1));
            let (read, written, status) = self.step(part, content, room)?;
            part = &part[read..];
            if content.len() > limit {
                return Err(CannotInflate::TooBig);
            }
            if status == Status::StreamEnd {
                self.begin_another_stream()?;
                if part.is_empty() {
                    return Ok(());
                }
            } else if written < room {
                return Ok(());
            }
            // Room is filled with zeros first: there is more of it only after as much has been used.
            if written == next_room {
                next_room = (next_room * 2).min(LONGEST_STEP);
            }
        }
    }

    /// A peer may end its stream and begin another, a few times in a message.
    fn begin_another_stream(&mut self) -> Result<(), CannotInflate> {
        self.ends += 1;
        if self.ends > MOST_ENDS {
            return Err(CannotInflate::Broken);
        }
        self.inflate.reset(false);
        Ok(())
    }

    /// Inflates at most `room` bytes: how much was read, how much is new, and whether the stream has ended.
    fn step(
        &mut self,
        part: &[u8],
        content: &mut Vec<u8>,
        room: usize,
    ) -> Result<(usize, usize, Status), CannotInflate> {
        let start = content.len();
        let (read_before, written_before) = (self.inflate.total_in(), self.inflate.total_out());
        content.resize(start + room, 0);
        let status = self
            .inflate
            .decompress(part, &mut content[start..], InflateFlush::SyncFlush)
            .map_err(|_| CannotInflate::Broken)?;
        let read = difference(read_before, self.inflate.total_in());
        let written = difference(written_before, self.inflate.total_out());
        content.truncate(start + written);
        Ok((read, written, status))
    }
}

fn difference(before: u64, after: u64) -> usize {
    usize::try_from(after - before).expect("no more than a slice has")
}

impl fmt::Debug for Inflator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inflator").finish_non_exhaustive()
    }
}
