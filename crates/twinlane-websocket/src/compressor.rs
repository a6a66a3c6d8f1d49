//! The compressor of messages for a peer.

use std::cell::Cell;
use std::fmt;

use bytes::BytesMut;
use zlib_rs::{Deflate, DeflateConfig, DeflateError, DeflateFlush};

use crate::header::{self, LONGEST_HEAD, Opcode};
use crate::mask;

/// The end of each message, which is taken away: an empty block.
const END: [u8; 4] = [0x00, 0x00, 0xFF, 0xFF];

/// An empty message: the first byte of an empty block.
const EMPTY: [u8; 1] = [0x00];

/// The fastest. It makes a message of 200 bytes a sixth larger than the default would, in a tenth of the time.
const LEVEL: i32 = 1;

/// As Uvicorn's.
const MEMORY_LEVEL: i32 = 5;

/// The most bytes that are made room for at once.
const LONGEST_STEP: usize = 64 << 10;

/// Compresses messages, each by itself or with what was in those before it.
pub(crate) struct Compressor {
    deflate: Deflate,
    /// The window that it has: no smaller one is made.
    bits: u8,
    /// The number of times that it has been lent: an address may be that of another.
    #[cfg(test)]
    lent: u64,
}

thread_local! {
    /// The compressor of this thread for messages that are compressed by themselves. It has the window of the last one.
    static IDLE: Cell<Option<Box<Compressor>>> = const { Cell::new(None) };
}

impl Compressor {
    /// Lends the compressor of this thread, as if it were a new one: for a message that is compressed by itself.
    pub(crate) fn lend<T>(bits: u8, compress: impl FnOnce(&mut Self) -> T) -> T {
        // `Err`: the thread ends.
        let idle = IDLE.try_with(Cell::take).ok().flatten();
        let mut compressor = match idle.filter(|idle| idle.bits == window(bits)) {
            Some(mut idle) => {
                idle.deflate.reset();
                idle
            }
            None => Box::new(Self::new(bits)),
        };
        let result = compress(&mut compressor);
        // `Err`, likewise: it is dropped.
        _ = IDLE.try_with(|idle| idle.set(Some(compressor)));
        result
    }

    pub(crate) fn new(bits: u8) -> Self {
        let config = DeflateConfig {
            window_bits: -i32::from(window(bits)),
            level: LEVEL,
            mem_level: MEMORY_LEVEL,
            ..DeflateConfig::default()
        };
        Self {
            deflate: Deflate::new_with_config(config),
            bits: window(bits),
            #[cfg(test)]
            lent: 0,
        }
    }

    /// Writes a message in one frame, compressed, to the end of `output`.
    ///
    /// # Errors
    ///
    /// The compressor is broken, and `output` as it was.
    pub(crate) fn write_frame(
        &mut self,
        opcode: Opcode,
        message: &[u8],
        key: Option<[u8; 4]>,
        output: &mut BytesMut,
    ) -> Result<(), DeflateError> {
        let start = output.len();
        let payload = start + LONGEST_HEAD;
        output.resize(payload, 0);
        if let Err(error) = self.write(message, output) {
            output.truncate(start);
            return Err(error);
        }
        let length = output.len() - payload;
        if let Some(key) = key {
            mask::apply(&mut output[payload..], key);
        }
        let (head, size) = header::written(opcode, true, length, key);
        output[start..start + size].copy_from_slice(&head[..size]);
        output.copy_within(payload.., start + size);
        output.truncate(start + size + length);
        Ok(())
    }

    fn write(&mut self, mut message: &[u8], output: &mut BytesMut) -> Result<(), DeflateError> {
        if message.is_empty() {
            output.extend_from_slice(&EMPTY);
            return Ok(());
        }
        // Incompressible data grows a little.
        let room = (message.len() + message.len() / 64 + 32).min(LONGEST_STEP);
        loop {
            let start = output.len();
            let (read_before, written_before) = (self.deflate.total_in(), self.deflate.total_out());
            output.resize(start + room, 0);
            self.deflate
                .compress(message, &mut output[start..], DeflateFlush::SyncFlush)?;
            let read = difference(read_before, self.deflate.total_in());
            let written = difference(written_before, self.deflate.total_out());
            message = &message[read..];
            output.truncate(start + written);
            if written < room {
                break;
            }
        }
        let without_end = output.strip_suffix(&END).ok_or(DeflateError::DataError)?;
        output.truncate(without_end.len());
        Ok(())
    }
}

/// The smallest window of zlib is one of 9 bits, which keeps within 8 all the same.
fn window(bits: u8) -> u8 {
    bits.max(9)
}

fn difference(before: u64, after: u64) -> usize {
    usize::try_from(after - before).expect("no more than a slice has")
}

impl fmt::Debug for Compressor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Compressor").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lends the compressor of this thread. Returns how often it has been lent.
    fn lend(bits: u8) -> u64 {
        Compressor::lend(bits, |lent| {
            lent.lent += 1;
            assert_eq!(lent.bits, window(bits));
            lent.lent
        })
    }

    /// As a peer that asks for the smallest window has it for each message.
    #[test]
    fn the_compressor_of_the_smallest_window_is_lent_again() {
        assert_eq!([lend(8), lend(8), lend(9)], [1, 2, 3]);
        assert_eq!([lend(10), lend(10), lend(8)], [1, 2, 1]);
    }
}
