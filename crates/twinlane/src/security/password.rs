//! Hashes of passwords, with Argon2.
//!
//! A hash is work for a processor, about 20 ms and 19 MiB of it: give the operation the [cpu lane](crate::lanes::cpu).
//!
//! ```
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
//! In a build without optimisation a hash takes a second and more, unless the program's `Cargo.toml` says otherwise of the crates `argon2` and
//! `blake2`: `[profile.dev.package.argon2] opt-level = 3`.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

use crate::error::{Error, Result};

/// The hash of a password, with a salt of its own: Argon2id with what OWASP recommends (19 MiB, 2 passes), as a PHC string.
///
/// # Errors
///
/// The operating system has no random numbers.
pub fn hash(password: &str) -> Result<String> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string())
        .map_err(|error| Error::msg(format!("a password cannot be hashed: {error}")))
}

/// True if the hash is one of this password. It may be any of Argon2's, also one that Python's `pwdlib` has made, with settings of its own.
///
/// Without a hash it is not, after the same work: so that the time of a login does not tell which names are known.
pub fn verify(password: &str, hash: Option<&str>) -> bool {
    let known = hash.and_then(|hash| PasswordHash::new(hash).ok());
    let Some(known) = known else {
        if let Some(nobody) = NOBODY.as_deref() {
            matches(password, PasswordHash::new(nobody).ok().as_ref());
        }
        return false;
    };
    matches(password, Some(&known))
}

/// The hash of a password that nobody has.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| hash("").ok());

fn matches(password: &str, hash: Option<&PasswordHash>) -> bool {
    let password = password.as_bytes();
    hash.is_some_and(|hash| Argon2::default().verify_password(password, hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_of_its_password_alone() {
        let one = hash("engine").unwrap();
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert_ne!(one, hash("engine").unwrap(), "each has a salt of its own");
        assert!(verify("engine", Some(&one)));
        assert!(!verify("Engine", Some(&one)));
        assert!(!verify("", Some(&one)));
    }

    #[test]
    fn what_is_no_hash_is_of_no_password() {
        assert!(!verify("", None));
        assert!(!verify("engine", Some("engine")));
        assert!(!verify("engine", Some("$2b$12$abcdefghijklmnopqrstuv")));
    }
}
