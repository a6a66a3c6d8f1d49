//! Password hashes: Argon2 for new hashes, and bcrypt for existing ones.
//!
//! A hash takes about 20 ms of a processor and 19 MiB of memory, and the functions here return when it is done. So run the operation in the [cpu
//! lane](crate::lanes::cpu). An `async fn` must not compute for so long; run the function in the lane:
//! `lanes::cpu(move || password::verify(..)).await?`.
//!
//! ```
//! use std::collections::HashMap;
//!
//! use twinlane::prelude::*;
//! use twinlane::security::{OAuth2PasswordForm, password};
//!
//! struct User {
//!     hash: String,
//! }
//!
//! struct Users(HashMap<String, User>);
//!
//! #[post("/token", cpu)]
//! fn login(form: OAuth2PasswordForm, users: State<Users>) -> Result<String> {
//!     let user = users.0.get(&form.username);
//!     if !password::verify(&form.password, user.map(|user| user.hash.as_str())) {
//!         return Err(HttpError::new(400, "Incorrect username or password").into());
//!     }
//!     Ok("in".to_owned())
//! }
//!
//! # let client = {
//! let ada = User { hash: password::hash("engine")? };
//! let app = App::new().state(Users(HashMap::from([("ada".to_owned(), ada)]))).routes(routes![login]);
//! # twinlane::testing::TestClient::blocking(app)
//! # };
//! # let status = |name, password| client.post("/token").form([("username", name), ("password", password)]).send().status().as_u16();
//! # assert_eq!([status("ada", "engine"), status("ada", "x"), status("bob", "engine")], [200, 400, 400]);
//! # Ok::<(), twinlane::Error>(())
//! ```
//!
//! # Users from a Python application
//!
//! [`verify`] accepts the hashes of `pwdlib`, of `passlib` and of `argon2-cffi`, within the limits below, and these libraries accept the hashes made
//! here. [`verify_and_update`] works like the function of `pwdlib`: it makes a new hash of a password whose hash is outdated.
//!
//! | hash | |
//! | --- | --- |
//! | `$argon2id$`, `$argon2i$`, `$argon2d$` | verified, versions 16 and 19 |
//! | `$2a$`, `$2b$`, `$2y$` | bcrypt: verified, never made. The first 72 bytes of a password count, as in `passlib`; today's `bcrypt` of Python raises an error for a longer password. A password with a zero byte never matches; `passlib` refuses it |
//! | others | match no password; the log has the reason |
//!
//! # Settings
//!
//! The functions here make hashes with [`Cost::OWASP`]. A [`Hasher`] has its own cost. With [`Cost::PWDLIB`] its hashes are like those
//! of `PasswordHash.recommended()`: neither side rehashes them.
//!
//! The lanes of Argon2 (`parallelism`) are computed one after another, in one thread. They change the hash, but not the amount of work. The other
//! cores are left to other requests.
//!
//! # Limits
//!
//! | | limit |
//! | --- | --- |
//! | a password | 4096 bytes, which 1024 characters never exceed: `max_length = 1024`. A longer password matches no hash; hashing it is a 400 |
//! | an Argon2 hash | 256 MiB of memory, 1 GiB over all passes, 64 lanes, a hash of 10 to 64 bytes. If the hasher's own cost has more memory or passes, that cost is the limit |
//! | a bcrypt hash | a cost of 16, which takes seconds |
//!
//! Hashes beyond these limits are not computed. So neither a client nor a row of an imported table can occupy a processor for hours. A refused hash
//! is logged.
//!
//! # Time
//!
//! A login without a user does the work of a new hash, so that its time does not reveal which names exist. Hashes of another cost, such as those of
//! bcrypt, take another time. [`verify_and_update`] replaces them at the next login.
//!
//! In a build without optimisation a hash takes a second or more. To prevent this, optimise the crates `argon2`, `blake2` and `blowfish` in the
//! program's `Cargo.toml`: `[profile.dev.package.argon2] opt-level = 3`.

mod hasher;
mod cost;
mod known;
mod argon;
mod bcrypt;

pub use cost::Cost;
pub use hasher::Hasher;

use crate::errors::Result;

/// Hashes a password with a random salt: Argon2id with the cost that OWASP recommends (19 MiB, 2 passes), as a PHC string.
///
/// # Errors
///
/// The password is longer than 4096 bytes. This error is an [`HttpError`](crate::HttpError) with 400. Set `max_length = 1024` on the field of the
/// password, and the response is a 422 that names the field instead. Or the operating system has no random numbers.
pub fn hash(password: &str) -> Result<String> {
    Hasher::default().hash(password)
}

/// True if the password matches the hash: a hash of Argon2 or bcrypt, also one made by Python's `pwdlib` or `passlib`.
///
/// Without a hash the result is `false`, after the same work. So the time of a login does not reveal which names exist.
pub fn verify(password: &str, hash: Option<&str>) -> bool {
    Hasher::default().verify(password, hash)
}

/// Verifies a password like [`verify`], and rehashes it if its hash [needs it](needs_rehash): `verify_and_update` of `pwdlib`.
///
/// ```
/// use twinlane::security::password;
///
/// // Made by passlib.
/// let stored = "$2b$05$Z9.h4z.MG9F07EDXSzrd4.p0OwVDnFRTARlHBBHh2T7L49CiQa6vW";
/// let (is_right, new_hash) = password::verify_and_update("engine", Some(stored))?;
/// assert!(is_right);
/// let new_hash = new_hash.expect("bcrypt is no longer what is made");
/// assert!(new_hash.starts_with("$argon2id$")); // to be stored in the place of the other
/// assert_eq!(password::verify_and_update("engine", Some(&new_hash))?, (true, None));
/// # Ok::<(), twinlane::Error>(())
/// ```
///
/// # Errors
///
/// The operating system has no random numbers.
pub fn verify_and_update(password: &str, hash: Option<&str>) -> Result<(bool, Option<String>)> {
    Hasher::default().verify_and_update(password, hash)
}

/// True if [`hash`](hash()) makes other hashes: the hash is bcrypt's, another variant of Argon2, or has another [`Cost`], lower or higher.
pub fn needs_rehash(hash: &str) -> bool {
    Hasher::default().needs_rehash(hash)
}

#[cfg(test)]
mod tests;
