//! The hash of a path's segment.

use std::hash::Hasher;

/// Mixes eight bytes at a time. The keys are the application's own, so that nobody can make them collide.
#[derive(Default)]
pub(super) struct SegmentHasher(u64);

impl SegmentHasher {
    fn mix(&mut self, word: u64) {
        // 2^64 divided by the golden ratio. The shift carries the high bits, which are the well mixed ones, down.
        let product = (self.0 ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = product ^ (product >> 32);
    }
}

impl Hasher for SegmentHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.mix(u64::from_le_bytes(*word));
        }
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        // The length keeps `a` and `a\0` apart.
        self.mix(u64::from_le_bytes(last) ^ (bytes.len() as u64) << 56);
    }

    fn write_u8(&mut self, _: u8) {
        // What `str` adds to end itself; the length does that here.
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
