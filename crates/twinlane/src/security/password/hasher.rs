//! Making and verifying hashes.

use argon2::Algorithm;
use argon2::password_hash::phc::PasswordHash;

use super::argon;
use super::cost::Cost;
use super::known::{KnownHash, Refused};
use crate::errors::{HttpError, Result};

/// Makes and verifies hashes with its own [`Cost`].
///
/// ```
/// use twinlane::security::password::{Cost, Hasher};
///
/// let hasher = Hasher::new(Cost { memory_cost: 8192, time_cost: 5, ..Cost::OWASP })?;
/// let hash = hasher.hash("engine")?;
/// assert!(hash.starts_with("$argon2id$v=19$m=8192,t=5,p=1$"));
/// assert!(hasher.verify("engine", Some(&hash)));
///
/// // Those of `PasswordHash.recommended()` in Python.
/// let hasher = Hasher::new(Cost::PWDLIB)?;
/// assert!(hasher.needs_rehash(&hash));
/// # Ok::<(), twinlane::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Hasher {
    cost: Cost,
}

impl Hasher {
    /// Creates a hasher with this cost.
    ///
    /// # Errors
    ///
    /// The cost is out of its bounds.
    pub fn new(cost: Cost) -> Result<Self> {
        cost.params()?;
        Ok(Self { cost })
    }

    /// Hashes a password with a random salt: Argon2id, as a PHC string.
    ///
    /// # Errors
    ///
    /// The password is longer than 4096 bytes. This error is an [`HttpError`] with 400. Set `max_length = 1024` on the field of the password, and the
    /// response is a 422 that names the field instead. Or the operating system has no random numbers.
    pub fn hash(&self, password: &str) -> Result<String> {
        if is_too_long(password) {
            let detail = format!("The password is longer than {LONGEST} bytes");
            return Err(HttpError::new(400, detail).into());
        }
        argon::hash(password, self.cost.params()?)
    }

    /// True if the hash is one of this password: see [`verify`](super::verify).
    pub fn verify(&self, password: &str, hash: Option<&str>) -> bool {
        if is_too_long(password) {
            return false;
        }
        match hash.map(|hash| KnownHash::read(hash, self.cost)) {
            Some(Ok(known)) => known.is_of(password),
            Some(Err(refused)) => {
                tell(&refused);
                self.work_for_nobody(password)
            }
            None => self.work_for_nobody(password),
        }
    }

    /// Verifies a password like [`verify`](Self::verify), and rehashes it if its hash [needs it](Self::needs_rehash): `verify_and_update` of
    /// `pwdlib`.
    ///
    /// # Errors
    ///
    /// The operating system has no random numbers.
    pub fn verify_and_update(
        &self,
        password: &str,
        hash: Option<&str>,
    ) -> Result<(bool, Option<String>)> {
        if !self.verify(password, hash) {
            return Ok((false, None));
        }
        let is_new = hash.is_some_and(|hash| !self.needs_rehash(hash));
        let new = (!is_new).then(|| self.hash(password)).transpose()?;
        Ok((true, new))
    }

    /// True if this hasher makes other hashes: the hash is bcrypt's, another variant of Argon2, or has another [`Cost`], lower or higher.
    pub fn needs_rehash(&self, hash: &str) -> bool {
        let Ok(hash) = PasswordHash::new(hash) else {
            return true;
        };
        argon::make_of(&hash) != Some((Algorithm::Argon2id, self.cost))
    }

    /// The work of a hash, for a user who is not there.
    fn work_for_nobody(&self, password: &str) -> bool {
        if let Ok(params) = self.cost.params() {
            argon::work(password, params);
        }
        false
    }
}

fn is_too_long(password: &str) -> bool {
    password.len() > LONGEST
}

fn tell(refused: &Refused) {
    tracing::warn!(reason = %refused, "a password is not verified");
}

/// The bytes of the longest password: those of `passlib`.
const LONGEST: usize = 4096;
