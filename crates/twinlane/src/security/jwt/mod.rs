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
//! A token must have the claim `exp`, and is refused from that second on. A token is also refused:
//!
//! - before the time of a claim `nbf` or `iat`;
//! - with an audience that the [`Key`] does not name;
//! - without the issuer or the audience that the [`Key`] names;
//! - with a `sub` or a `jti` that is no text;
//! - with a header that needs an extension (`crit`, or `b64` that is `false`: RFC 7515, section 4.1.11).
//!
//! # Coming from Python
//!
//! `jwt.decode(token, secret, algorithms=["HS256"])` of PyJWT corresponds to `Key::hs256(secret)?.optional_exp().numeric_strings()`: PyJWT accepts
//! tokens that never expire, and times that are texts of digits. Other options of PyJWT:
//!
//! | PyJWT | [`Key`] |
//! | --- | --- |
//! | `audience="us"`, `issuer="us"`, a list of them | [`audience`](Key::audience), [`issuer`](Key::issuer), once for each |
//! | `leeway=10` | [`leeway`](Key::leeway) |
//! | `options={"require": ["exp", "iat"]}` | [`require`](Key::require), once for each; `exp` is required unless [`optional_exp`](Key::optional_exp) says otherwise |
//! | `options={"verify_iat": False}`, `verify_sub`, `verify_jti` | [`any_iat`](Key::any_iat), [`any_sub`](Key::any_sub), [`any_jti`](Key::any_jti) |
//! | a secret of fewer than 32 bytes | [`Key::of_short_secret`] |
//! | RSA, elliptic curves, Ed25519 | [`Key::with_provider`] |
//!
//! Some tokens that PyJWT accepts are always refused: a time that is `true` or `false`, a text of digits with `_` between them, an `aud` of `0`,
//! `false` or `{}`, base64 with `=` at its end, and `NaN` or `Infinity` anywhere.

mod key;
mod claims;
mod compact;
mod refusal;
mod hmac;

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub use jsonwebtoken;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tracing::debug;
use twinlane_server::LogText;

pub use key::{Key, KeyError};
use refusal::Refusal;

use crate::errors::{Error, HttpError, Result};
use crate::scopes::unauthorized;

/// Signs a token with these claims.
///
/// A registered claim (`iss`, `sub`, `aud`, `exp`, `nbf`, `iat`, `jti`) that is null is left out. So an `Option` that is `None` does not make an
/// invalid token.
///
/// # Errors
///
/// The claims cannot be written as a JSON object, their `sub` or `jti` is no text, or the key only verifies.
pub fn encode(claims: &impl Serialize, key: &Key) -> Result<String> {
    let refused = |why: &dyn fmt::Display| Error::msg(format!("a token cannot be signed: {why}"));
    let claims = serde_json::to_value(claims).map_err(|error| refused(&error))?;
    let Value::Object(mut claims) = claims else {
        return Err(refused(&"its claims are no object"));
    };
    claims.retain(|name, claim| !claim.is_null() || !REGISTERED.contains(&name.as_str()));
    let types = key.rules.check_types(&claims);
    types.map_err(|refusal| refused(&refusal))?;
    compact::sign(&Value::Object(claims), key).map_err(|error| refused(&error))
}

/// RFC 7519, section 4.1.
const REGISTERED: [&str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];

/// Verifies a token, and returns its claims: the key has signed it, and it is valid now.
///
/// # Errors
///
/// 401, `Could not validate credentials`, with the challenge `Bearer`; the reason is logged at DEBUG. If scopes are required, make the error with
/// [`SecurityScopes::unauthorized`](super::SecurityScopes::unauthorized) instead.
pub fn decode<C: DeserializeOwned>(token: &str, key: &Key) -> Result<C, HttpError> {
    read(token, key).map_err(|refusal| {
        debug!("a token is refused: {}", LogText(&refusal));
        unauthorized("Could not validate credentials", "Bearer")
    })
}

fn read<C: DeserializeOwned>(token: &str, key: &Key) -> Result<C, Refusal> {
    let claims = compact::verified(token, key)?;
    key.rules.check(&claims)?;
    // From the very claims that were checked: another reader may see another of two of one name.
    let claims = serde_json::from_value(Value::Object(claims));
    claims.map_err(|error| Refusal::Unreadable(error.to_string()))
}

/// The claim `exp` of a token that expires after this duration from now, in seconds since 1970.
pub fn expires_in(duration: Duration) -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.unwrap_or_default().saturating_add(duration).as_secs()
}

#[cfg(test)]
mod tests;
