//! Argon2: a hash, and the comparison with one.

use std::hint::black_box;

use argon2::password_hash::PasswordHasher;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, Version};
use constant_time_eq::constant_time_eq;

use super::cost::{Cost, OUTPUT};
use crate::errors::{Error, Result};

/// The hash of a password, with a salt of its own.
pub(super) fn hash(password: &str, params: Params) -> Result<String> {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash = argon2.hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string())
        .map_err(|error| Error::msg(format!("a password cannot be hashed: {error}")))
}

/// The work of a hash, without one.
pub(super) fn work(password: &str, params: Params) {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut output = [0; OUTPUT];
    let done = argon2.hash_password_into(password.as_bytes(), b"the salt of nobody", &mut output);
    let _ = black_box((done, output));
}

/// True if it is a hash of this password.
pub(super) fn is_of(hash: &PasswordHash, password: &str) -> bool {
    let known = hash.salt.as_ref().zip(hash.hash.as_ref());
    let Some(((salt, expected), argon2)) = known.zip(argon2_of(hash)) else {
        return false;
    };
    let expected = expected.as_bytes();
    let mut output = vec![0; expected.len()];
    let done = argon2.hash_password_into(password.as_bytes(), salt, &mut output);
    done.is_ok() && constant_time_eq(&output, expected)
}

/// The cost of a hash; `None` if it is none of Argon2, or not whole.
pub(super) fn cost_of(hash: &PasswordHash) -> Option<Cost> {
    hash.salt.as_ref().zip(hash.hash.as_ref())?;
    let argon2 = argon2_of(hash)?;
    let params = argon2.params();
    Some(Cost {
        memory_cost: params.m_cost(),
        time_cost: params.t_cost(),
        parallelism: params.p_cost(),
    })
}

/// The variant and the cost of a hash that has the version and the lengths of new ones.
pub(super) fn make_of(hash: &PasswordHash) -> Option<(Algorithm, Cost)> {
    let cost = cost_of(hash)?;
    let algorithm = Algorithm::try_from(hash.algorithm.as_str()).ok()?;
    let is_new = hash.version == Some(Version::V0x13.into())
        && hash.salt.as_ref().is_some_and(|salt| salt.len() == SALT)
        && hash.hash.as_ref().is_some_and(|hash| hash.len() == OUTPUT);
    is_new.then_some((algorithm, cost))
}

/// Argon2 as it was when the hash was made.
fn argon2_of(hash: &PasswordHash) -> Option<Argon2<'static>> {
    let algorithm = Algorithm::try_from(hash.algorithm.as_str()).ok()?;
    let version = match hash.version {
        Some(version) => Version::try_from(version).ok()?,
        // Hashes had no version before there was a second one.
        None => Version::V0x10,
    };
    let params = Params::try_from(hash).ok()?;
    Some(Argon2::new(algorithm, version, params))
}

/// The bytes of the salt of a new hash.
const SALT: usize = 16;
