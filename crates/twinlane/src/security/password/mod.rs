//! Hashes of passwords: Argon2 for new ones, and bcrypt for those that are there.
//!
//! A hash is work for a processor, about 20 ms and 19 MiB of it, and a function here returns when it is done: give the operation the
//! [cpu lane](crate::lanes::cpu). In an `async fn`, which must not compute for so long, run it there: `lanes::cpu(move || password::verify(..)).await?`.
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
//! # Users who come from Python
//!
//! [`verify`] takes the hashes of `pwdlib`, of `passlib` and of `argon2-cffi`, within the limits below, and these take ours. [`verify_and_update`] is
//! that of `pwdlib`: it makes a new hash of a password whose hash is not as new ones are.
//!
//! | hash | |
//! | --- | --- |
//! | `$argon2id$`, `$argon2i$`, `$argon2d$` | verified, versions 16 and 19 |
//! | `$2a$`, `$2b$`, `$2y$` | bcrypt: verified, never made. Of a password the first 72 bytes count, as in `passlib`; today's `bcrypt` of Python raises an error for a longer one. One with a zero byte is of no hash: `passlib` refuses it |
//! | others | of no password, with a line in the log that says why |
//!
//! # Settings
//!
//! The functions here make hashes with [`Cost::OWASP`]. A [`Hasher`] has a cost of its own; with [`Cost::PWDLIB`] its hashes are those of
//! `PasswordHash.recommended()`, and need no new one there or here. The lanes of Argon2 (`parallelism`) are computed one after another, in one thread:
//! they change the hash, not the work that it is, and the cores are left to other requests.
//!
//! # Limits
//!
//! | | limit |
//! | --- | --- |
//! | a password | 4096 bytes, which 1024 characters never exceed: `max_length = 1024`. A longer one is no password of any hash; to hash it is a 400 |
//! | an Argon2 hash | 256 MiB of memory, 1 GiB over all passes, 64 lanes, a hash of 10 to 64 bytes; of memory and passes what the hasher itself makes if that is more |
//! | a bcrypt hash | a cost of 16, which takes seconds |
//!
//! Nothing beyond them is computed, so that neither a client nor a row of an imported table keeps a processor for hours. A hash that is refused is logged.
//!
//! # Time
//!
//! A login without a user does the work of a new hash, so that its time does not tell which names are known. While there are hashes of
//! another cost, such as those of bcrypt, their logins take another time: [`verify_and_update`] has them fade away.
//!
//! In a build without optimisation a hash takes a second and more, unless the program's `Cargo.toml` says otherwise of the crates `argon2`,
//! `blake2` and `blowfish`: `[profile.dev.package.argon2] opt-level = 3`.

mod hasher;
mod cost;
mod known;
mod argon;
mod bcrypt;

pub use cost::Cost;
pub use hasher::Hasher;

use crate::errors::Result;

/// The hash of a password, with a salt of its own: Argon2id with what OWASP recommends (19 MiB, 2 passes), as a PHC string.
///
/// # Errors
///
/// The password is longer than 4096 bytes, which is an [`HttpError`](crate::HttpError) of the client's, a 400: give its field `max_length = 1024`, and
/// it is a 422 that names the field. Or the operating system has no random numbers.
pub fn hash(password: &str) -> Result<String> {
    Hasher::default().hash(password)
}

/// True if the hash is one of this password. It may be any of Argon2's or bcrypt's, also one that Python's `pwdlib` or `passlib` has made.
///
/// Without a hash it is not, after the same work: so that the time of a login does not tell which names are known.
pub fn verify(password: &str, hash: Option<&str>) -> bool {
    Hasher::default().verify(password, hash)
}

/// [`verify`], and a new hash of a password whose hash [needs it](needs_rehash): `verify_and_update` of `pwdlib`.
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

/// True if the hash is not as [`hash`](hash()) makes one: bcrypt's, another variant of Argon2, or another [`Cost`], whether lower or higher.
pub fn needs_rehash(hash: &str) -> bool {
    Hasher::default().needs_rehash(hash)
}

#[cfg(test)]
mod tests;
