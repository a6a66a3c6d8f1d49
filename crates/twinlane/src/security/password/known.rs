//! Hashes that are there already, of any kind.

use std::fmt;

use argon2::password_hash::phc::PasswordHash;

use super::argon;
use super::bcrypt::BcryptHash;
use super::cost::{Cost, MOST_LANES};

/// A hash that may be verified: it is bounded work.
pub(super) enum KnownHash {
    Argon2(Box<PasswordHash>),
    Bcrypt(BcryptHash),
}

/// The reason why a hash is not verified.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refused {
    Unknown,
    Argon2Form,
    Argon2Lanes,
    Argon2Cost,
    BcryptCost(u32),
}

impl KnownHash {
    /// Reads the text of a hash. The hasher that asks has this cost.
    pub(super) fn read(text: &str, hasher: Cost) -> Result<Self, Refused> {
        if let Some(hash) = BcryptHash::read(text) {
            return match hash.cost() {
                4..=MOST_BCRYPT => Ok(Self::Bcrypt(hash)),
                cost => Err(Refused::BcryptCost(cost)),
            };
        }
        if !text.starts_with("$argon2") {
            return Err(Refused::Unknown);
        }
        let hash = PasswordHash::new(text).map_err(|_| Refused::Argon2Form)?;
        let cost = argon::cost_of(&hash).ok_or(Refused::Argon2Form)?;
        if !cost.has_few_lanes() {
            return Err(Refused::Argon2Lanes);
        }
        if !cost.is_verified_by(hasher) {
            return Err(Refused::Argon2Cost);
        }
        Ok(Self::Argon2(Box::new(hash)))
    }

    /// True if it is a hash of this password.
    pub(super) fn is_of(&self, password: &str) -> bool {
        match self {
            Self::Argon2(hash) => argon::is_of(hash, password),
            Self::Bcrypt(hash) => hash.is_of(password),
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("its hash is neither of Argon2 nor of bcrypt"),
            Self::Argon2Form => f.write_str(
                "its Argon2 hash is not whole, of another variant or version, or not 10 to 64 bytes long",
            ),
            Self::Argon2Lanes => {
                write!(f, "its Argon2 hash has more than {MOST_LANES} lanes")
            }
            Self::Argon2Cost => f.write_str(
                "its Argon2 hash asks for more than 256 MiB, or for more than 1 GiB over all passes: use a `Hasher` whose cost is as high",
            ),
            Self::BcryptCost(cost) => {
                write!(f, "its bcrypt hash has the cost {cost}: 4 to {MOST_BCRYPT} are verified")
            }
        }
    }
}

/// The highest cost of bcrypt that is verified. Each is twice the work of the one before; usual are 10 to 14.
const MOST_BCRYPT: u32 = 16;
