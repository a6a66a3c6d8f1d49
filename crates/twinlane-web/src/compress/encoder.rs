//! The bytes of gzip.

use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use flate2::{Compress, Compression, FlushCompress, Status};

/// gzip with the largest window, 32 KiB.
const WINDOW_BITS: u8 = 15;
/// The most compressors that are kept for later. Each is about 300 KB.
const MOST_KEPT: usize = 16;

/// Compressors of one level, which are used again: to make one anew costs more than a short body.
#[derive(Clone)]
pub(super) struct Encoders(Arc<Kept>);

struct Kept {
    level: Compression,
    idle: Mutex<Vec<Compress>>,
}

impl Encoders {
    pub(super) fn new(level: u32) -> Self {
        Self(Arc::new(Kept {
            level: Compression::new(level),
            idle: Mutex::new(Vec::new()),
        }))
    }

    /// A compressor at its beginning.
    pub(super) fn take(&self) -> Encoder {
        let mut idle = self.0.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = idle.pop();
        drop(idle);
        let compress = kept.unwrap_or_else(|| Compress::new_gzip(self.0.level, WINDOW_BITS));
        Encoder {
            compress: Some(compress),
            home: Arc::clone(&self.0),
        }
    }

    #[cfg(test)]
    pub(super) fn idle(&self) -> usize {
        self.0.idle.lock().unwrap().len()
    }
}

/// One compressor in use. Dropped, it can be used again.
pub(super) struct Encoder {
    compress: Option<Compress>,
    home: Arc<Kept>,
}

impl Encoder {
    /// The rest of a body, and its end.
    pub(super) fn finish(&mut self, input: &[u8]) -> io::Result<Bytes> {
        self.push(input, FlushCompress::Finish)
    }

    /// A part of a body, whole: whoever has received it can read all of it.
    pub(super) fn chunk(&mut self, input: &[u8]) -> io::Result<Bytes> {
        self.push(input, FlushCompress::Sync)
    }

    fn push(&mut self, mut input: &[u8], flush: FlushCompress) -> io::Result<Bytes> {
        let compress = self.compress.as_mut().expect("it is taken when dropped");
        // Text becomes a fourth or less. What does not grows further.
        let mut output = Vec::with_capacity(input.len() / 4 + 128);
        loop {
            let before = compress.total_in();
            let status = compress.compress_vec(input, &mut output, flush)?;
            let read = compress.total_in() - before;
            input = usize::try_from(read)
                .ok()
                .and_then(|read| input.get(read..))
                .unwrap_or_default();
            let has_room = output.len() < output.capacity();
            let is_done = match flush {
                FlushCompress::Finish => matches!(status, Status::StreamEnd),
                _ => input.is_empty() && has_room,
            };
            if is_done {
                return Ok(output.into());
            }
            if !has_room {
                output.reserve(output.len().max(256));
            }
        }
    }
}

impl Drop for Encoder {
    fn drop(&mut self) {
        let Some(mut compress) = self.compress.take() else {
            return;
        };
        compress.reset();
        let mut idle = self
            .home
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MOST_KEPT {
            idle.push(compress);
        }
    }
}

/// A chunk of a stream that is to be compressed, with its compressor: work of its own for another thread.
pub struct CompressionJob {
    pub(super) encoder: Encoder,
    pub(super) chunk: Bytes,
}

/// A [`CompressionJob`] that has been done.
pub struct Compressed {
    pub(super) encoder: Encoder,
    pub(super) chunk: io::Result<Bytes>,
}

impl CompressionJob {
    /// Compresses the chunk: about 5 to 50 ms a megabyte.
    pub fn run(mut self) -> Compressed {
        let chunk = self.encoder.chunk(&self.chunk);
        Compressed {
            encoder: self.encoder,
            chunk,
        }
    }
}

impl fmt::Debug for Encoders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoders").finish_non_exhaustive()
    }
}

impl fmt::Debug for CompressionJob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CompressionJob").finish_non_exhaustive()
    }
}

impl fmt::Debug for Compressed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Compressed").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;
    use proptest::prelude::*;

    use super::*;

    fn read(bytes: &[u8]) -> Vec<u8> {
        let mut read = Vec::new();
        GzDecoder::new(bytes).read_to_end(&mut read).unwrap();
        read
    }

    /// The content that can be read before the end has come.
    fn read_so_far(bytes: &[u8]) -> Vec<u8> {
        let mut read = Vec::new();
        let ended = GzDecoder::new(bytes).read_to_end(&mut read);
        assert_eq!(ended.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
        read
    }

    #[test]
    fn a_compressor_that_was_used_begins_anew() {
        let encoders = Encoders::new(6);
        let body = b"some text, some text, some text".repeat(20);
        let first = encoders.take().finish(&body).unwrap();
        assert_eq!(encoders.idle(), 1);
        encoders.take().chunk(b"left in the middle").unwrap();
        let again = encoders.take().finish(&body).unwrap();
        assert_eq!((encoders.idle(), &first), (1, &again));
        assert_eq!(read(&again), body);
    }

    #[test]
    fn only_so_many_are_kept() {
        let encoders = Encoders::new(1);
        let used: Vec<_> = (0..MOST_KEPT + 4).map(|_| encoders.take()).collect();
        drop(used);
        assert_eq!(encoders.idle(), MOST_KEPT);
    }

    proptest! {
        /// A compressor may have been used for any body, and left anywhere in it.
        #[test]
        fn nothing_is_left_of_earlier_bodies(
            bodies in prop::collection::vec((prop::collection::vec(0_u8..4, 0..3_000), any::<bool>()), 1..12),
            level in 0_u32..=9,
        ) {
            let encoders = Encoders::new(level);
            for (body, is_left_open) in bodies {
                if is_left_open {
                    let compressed = encoders.take().chunk(&body).unwrap();
                    prop_assert_eq!(read_so_far(&compressed), body);
                } else {
                    let compressed = encoders.take().finish(&body).unwrap();
                    prop_assert_eq!(read(&compressed), body);
                }
                prop_assert_eq!(encoders.idle(), 1);
            }
        }

        #[test]
        fn each_chunk_can_be_read_as_it_comes(
            chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..2_000), 0..6),
            level in 0_u32..=9,
        ) {
            let mut encoder = Encoders::new(level).take();
            let (mut plain, mut compressed) = (Vec::new(), Vec::new());
            for chunk in &chunks {
                plain.extend_from_slice(chunk);
                compressed.extend_from_slice(&encoder.chunk(chunk).unwrap());
                prop_assert_eq!(&read_so_far(&compressed), &plain);
            }
            compressed.extend_from_slice(&encoder.finish(b"end").unwrap());
            plain.extend_from_slice(b"end");
            prop_assert_eq!(read(&compressed), plain);
        }
    }
}
