//! The mask of a client's frames.

use std::hash::{BuildHasher, RandomState};

/// Masks, or takes the mask away: both are the same.
pub(crate) fn apply(payload: &mut [u8], key: [u8; 4]) {
    let word = u32::from_ne_bytes(key);
    let wide = (u64::from(word) << 32) | u64::from(word);
    let (chunks, rest) = payload.as_chunks_mut::<8>();
    for chunk in chunks {
        *chunk = (u64::from_ne_bytes(*chunk) ^ wide).to_ne_bytes();
    }
    for (byte, key) in rest.iter_mut().zip(key.into_iter().cycle()) {
        *byte ^= key;
    }
}

/// A key for each frame, that a peer cannot foresee.
#[derive(Debug)]
pub(crate) struct Keys {
    random: RandomState,
    used: u64,
}

impl Keys {
    pub(crate) fn new() -> Self {
        Self {
            random: RandomState::new(),
            used: 0,
        }
    }

    pub(crate) fn next(&mut self) -> [u8; 4] {
        let [a, b, c, d, ..] = self.next_eight();
        [a, b, c, d]
    }

    pub(crate) fn next_eight(&mut self) -> [u8; 8] {
        self.used += 1;
        self.random.hash_one(self.used).to_ne_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_has_its_byte_of_the_key() {
        let key = [1, 2, 4, 8];
        for length in 0..40 {
            let mut payload = vec![0; length];
            apply(&mut payload, key);
            let expected: Vec<u8> = key.into_iter().cycle().take(length).collect();
            assert_eq!(payload, expected);
        }
    }
}
