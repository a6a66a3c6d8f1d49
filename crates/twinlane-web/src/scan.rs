//! Finding a byte in short text, where a call to a general `memchr` would cost more than the search.

/// The place of the first such byte.
#[inline]
pub(crate) fn find_byte(byte: u8, text: &[u8]) -> Option<usize> {
    let (words, rest) = text.as_chunks::<8>();
    for (place, word) in words.iter().enumerate() {
        let zeros = zero_bytes(u64::from_le_bytes(*word) ^ (LOW_BITS * u64::from(byte)));
        if zeros != 0 {
            return Some(place * 8 + zeros.trailing_zeros() as usize / 8);
        }
    }
    let found = rest.iter().position(|&other| other == byte)?;
    Some(words.len() * 8 + found)
}

const LOW_BITS: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = LOW_BITS << 7;

/// The high bit of the first byte that is zero, and perhaps of some after it.
fn zero_bytes(word: u64) -> u64 {
    word.wrapping_sub(LOW_BITS) & !word & HIGH_BITS
}

#[cfg(test)]
mod tests {
    use super::find_byte;

    #[test]
    fn the_first_such_byte_is_found() {
        for length in 0..40 {
            for place in 0..length {
                let mut text = vec![b'0'; length];
                text[place..].fill(b'/');
                assert_eq!(find_byte(b'/', &text), Some(place));
                // One above and one below, which a carry could mistake for it.
                text.fill(b'/' - 1);
                assert_eq!(find_byte(b'/', &text), None);
            }
        }
        assert_eq!(find_byte(b'/', b"\xaf\xff\x00/////"), Some(3));
    }
}
