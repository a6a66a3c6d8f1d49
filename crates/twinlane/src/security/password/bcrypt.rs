//! bcrypt, to verify: Provos and Mazières, "A Future-Adaptable Password Scheme", 1999.

use base64::Engine;
use base64::alphabet::BCRYPT;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};
use blowfish::Blowfish;
use constant_time_eq::constant_time_eq;

/// A hash in the format of `crypt`: `$2b$12$`, 22 characters of salt, 31 of the hash.
pub(super) struct BcryptHash {
    cost: u32,
    salt: [u8; 16],
    hash: [u8; 23],
}

impl BcryptHash {
    /// Reads the text of a hash; `None` if it is none.
    pub(super) fn read(text: &str) -> Option<Self> {
        let rest = ["$2a$", "$2b$", "$2y$"]
            .iter()
            .find_map(|version| text.strip_prefix(version))?;
        let (cost, rest) = rest.split_once('$')?;
        let is_cost = cost.len() == 2 && cost.bytes().all(|digit| digit.is_ascii_digit());
        let (salt, hash) = rest.split_at_checked(22)?;
        Some(Self {
            cost: cost.parse().ok().filter(|_| is_cost)?,
            salt: decoded(salt)?,
            hash: decoded(hash)?,
        })
    }

    /// Twice the work each.
    pub(super) fn cost(&self) -> u32 {
        self.cost
    }

    /// True if it is a hash of this password, which has no zero byte: the key is the password and a zero byte, again and again, so that `a\0a` would be `a`.
    pub(super) fn is_of(&self, password: &str) -> bool {
        let output = bcrypt(self.cost, &self.salt, password.as_bytes());
        let known = output.first_chunk::<23>();
        known.is_some_and(|known| constant_time_eq(known, &self.hash)) && !password.contains('\0')
    }
}

/// Exactly so many bytes.
fn decoded<const N: usize>(text: &str) -> Option<[u8; N]> {
    BASE64.decode(text).ok()?.try_into().ok()
}

/// The hash of a password's first 72 bytes. The zero byte at its end counts if there is room for it.
fn bcrypt(cost: u32, salt: &[u8; 16], password: &[u8]) -> [u8; 24] {
    let mut key: Vec<u8> = password.iter().copied().chain([0]).collect();
    key.truncate(72);

    let mut state = Blowfish::bc_init_state();
    state.salted_expand_key(salt, &key);
    for _ in 0..1_u64 << cost.min(31) {
        state.bc_expand_key(&key);
        state.bc_expand_key(salt);
    }

    let mut output = [0; 24];
    for (text, block) in TEXT.iter().zip(output.chunks_exact_mut(8)) {
        let encrypted = (0..64).fold(*text, |block, _| state.bc_encrypt(block));
        let (left, right) = block.split_at_mut(4);
        left.copy_from_slice(&encrypted[0].to_be_bytes());
        right.copy_from_slice(&encrypted[1].to_be_bytes());
    }
    output
}

const BASE64: GeneralPurpose = GeneralPurpose::new(&BCRYPT, NO_PAD);

/// `OrpheanBeholderScryDoubt`.
const TEXT: [[u32; 2]; 3] = [
    [0x4f72_7068, 0x6561_6e42],
    [0x6568_6f6c, 0x6465_7253],
    [0x6372_7944, 0x6f75_6274],
];
