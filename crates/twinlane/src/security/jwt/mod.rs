//! JSON Web Tokens that are signed with a secret, through the crate [`jsonwebtoken`].
//!
//! ```
//! use std::time::Duration;
//!
//! use twinlane::prelude::*;
//! use twinlane::security::jwt::{self, Key};
//!
//! #[model]
//! struct Claims {
//!     sub: String,
//!     exp: u64,
//! }
//!
//! // 32 bytes that nobody can guess, from the environment: `openssl rand -hex 32`.
//! let key = Key::hs256("2c1f0d7f5b6a4e0b9d3c8a7e6f5d4c3b")?;
//! let claims = Claims { sub: "ada".to_owned(), exp: jwt::expires_in(Duration::from_secs(900)) };
//! let token = jwt::encode(&claims, &key)?;
//! assert_eq!(jwt::decode::<Claims>(&token, &key)?.sub, "ada");
//!
//! let other = Key::hs256("another secret of 32 bytes and more")?;
//! assert_eq!(jwt::decode::<Claims>(&token, &other).err().map(|error| error.status()), Some(StatusCode::UNAUTHORIZED));
//! # Ok::<(), twinlane::Error>(())
//! ```
//!
//! A token must say when it expires, in a claim `exp`, and is refused from that second on; also before the time of a claim `nbf`, and with an
//! audience or issuer that the [`Key`] does not name.

mod hmac;

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub use jsonwebtoken;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tracing::debug;
use twinlane_server::LogText;

use super::authorization::unauthorized;
use crate::error::{Error, HttpError, Result};

/// What signs tokens, and what a token must satisfy.
#[derive(Clone)]
pub struct Key {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

impl Key {
    /// A secret for HMAC with SHA-256, of at least 32 bytes (RFC 7518, section 3.2).
    ///
    /// # Errors
    ///
    /// The secret is shorter.
    pub fn hs256(secret: impl AsRef<[u8]>) -> Result<Self, WeakKey> {
        Self::of_secret(Algorithm::HS256, secret.as_ref(), 32)
    }

    /// A secret for HMAC with SHA-512, of at least 64 bytes.
    ///
    /// # Errors
    ///
    /// The secret is shorter.
    pub fn hs512(secret: impl AsRef<[u8]>) -> Result<Self, WeakKey> {
        Self::of_secret(Algorithm::HS512, secret.as_ref(), 64)
    }

    fn of_secret(algorithm: Algorithm, secret: &[u8], least: usize) -> Result<Self, WeakKey> {
        if secret.len() < least {
            return Err(WeakKey { algorithm, least });
        }
        hmac::install();
        let encoding = EncodingKey::from_secret(secret);
        Ok(Self::of_keys(
            algorithm,
            encoding,
            DecodingKey::from_secret(secret),
        ))
    }

    /// Keys of any algorithm of `jsonwebtoken`. One that is not HMAC needs a backend of that crate, installed before the first token:
    /// `jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER.install_default()`, with its feature `aws_lc_rs`.
    pub fn of_keys(algorithm: Algorithm, encoding: EncodingKey, decoding: DecodingKey) -> Self {
        let mut validation = Validation::new(algorithm);
        validation.leeway = 0;
        // Of the second itself RFC 7519, section 4.1.4, says no.
        validation.reject_tokens_expiring_in_less_than = 1;
        validation.validate_nbf = true;
        Self {
            encoding,
            decoding,
            validation,
        }
    }

    /// Takes tokens for this audience, and others that were named so. Those that name none are refused too.
    #[must_use]
    pub fn audience(mut self, audience: &str) -> Self {
        let known = self.validation.aud.get_or_insert_default();
        known.insert(audience.to_owned());
        self.require("aud")
    }

    /// Takes tokens of this issuer, and others that were named so. Those that name none are refused too.
    #[must_use]
    pub fn issuer(mut self, issuer: &str) -> Self {
        let known = self.validation.iss.get_or_insert_default();
        known.insert(issuer.to_owned());
        self.require("iss")
    }

    /// How far the clocks of others may be from this one's. None, unless said.
    #[must_use]
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.validation.leeway = leeway.as_secs();
        self
    }

    fn require(mut self, claim: &str) -> Self {
        let claims = &mut self.validation.required_spec_claims;
        claims.insert(claim.to_owned());
        self
    }
}

/// Without the secret.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("algorithms", &self.validation.algorithms)
            .finish_non_exhaustive()
    }
}

/// A secret that is too short for its algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeakKey {
    algorithm: Algorithm,
    least: usize,
}

impl fmt::Display for WeakKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { algorithm, least } = self;
        write!(
            f,
            "the secret of a token has at least {least} bytes for {algorithm:?}: make one with `openssl rand -hex {least}`"
        )
    }
}

impl std::error::Error for WeakKey {}

/// A signed token with these claims.
///
/// # Errors
///
/// The claims cannot be written as a JSON object, or the algorithm of the key has no backend.
pub fn encode(claims: &impl Serialize, key: &Key) -> Result<String> {
    let algorithm = key.validation.algorithms.first().copied();
    let header = Header::new(algorithm.unwrap_or_default());
    let refused = |why: &dyn fmt::Display| Error::msg(format!("a token cannot be signed: {why}"));
    let claims = serde_json::to_value(claims).map_err(|error| refused(&error))?;
    if !claims.is_object() {
        return Err(refused(&"its claims are no object"));
    }
    let token = jsonwebtoken::encode(&header, &claims, &key.encoding);
    token.map_err(|error| refused(&error))
}

/// The claims of a token that the key has signed and that is valid now.
///
/// # Errors
///
/// 401, `Could not validate credentials`, with the challenge `Bearer`; why is logged at DEBUG. Where scopes are needed, say so with
/// [`SecurityScopes::unauthorized`](super::SecurityScopes::unauthorized) instead.
pub fn decode<C: DeserializeOwned>(token: &str, key: &Key) -> Result<C, HttpError> {
    match jsonwebtoken::decode(token, &key.decoding, &key.validation) {
        Ok(decoded) => Ok(decoded.claims),
        Err(error) => {
            debug!("a token is refused: {}", LogText(&error));
            Err(unauthorized("Could not validate credentials", "Bearer"))
        }
    }
}

/// The claim `exp` of a token that is valid for so long: seconds since 1970.
pub fn expires_in(duration: Duration) -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.unwrap_or_default().saturating_add(duration).as_secs()
}

#[cfg(test)]
mod tests;
