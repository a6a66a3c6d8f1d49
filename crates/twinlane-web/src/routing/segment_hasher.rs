//! The hash of a path's segment.

use std::hash::Hasher;

/// Mixes eight bytes at a time. The keys are the application's own, so that nobody can make them collide.
#[derive(Default)]
pub(super) struct SegmentHasher(u64);

impl SegmentHasher {
    fn mix(&mut self, word: u64) {
        // 2^64 divided by the golden ratio. Both halves of the product count, so that every bit of the word
        // reaches every part of the hash.
        let (low, high) = (self.0 ^ word).carrying_mul(0x9E37_79B9_7F4A_7C15, 0);
        self.0 = low ^ high;
    }
}

impl Hasher for SegmentHasher {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        self.mix(bytes.len() as u64);
        if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
            for word in bytes[8..].as_chunks::<8>().0 {
                self.mix(u64::from_le_bytes(*word));
            }
            // The two may overlap, which costs less than to look at what is left byte by byte.
            self.mix(u64::from_le_bytes(*first));
            self.mix(u64::from_le_bytes(*last));
        } else if let (Some(first), Some(last)) =
            (bytes.first_chunk::<4>(), bytes.last_chunk::<4>())
        {
            self.mix(
                u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last)),
            );
        } else if let [first, .., last] = bytes {
            self.mix(u64::from_le_bytes([*first, bytes[1], *last, 0, 0, 0, 0, 0]));
        } else if let [only] = bytes {
            self.mix(u64::from(*only));
        }
    }

    fn write_u8(&mut self, _: u8) {
        // `str` adds a byte to mark its end. The length does that here.
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
