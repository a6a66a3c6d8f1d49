//! Comparing secrets.

/// Compares two secrets in constant time: Python's `secrets.compare_digest`. True if they are equal.
///
/// The time may reveal that the lengths differ.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::security::{HttpBasicCredentials, same_secret};
///
/// #[dependency]
/// async fn admin(who: HttpBasicCredentials) -> Result<()> {
///     // Both are compared, whatever the first says.
///     if same_secret(&who.username, "admin") & same_secret(&who.password, "swordfish") {
///         return Ok(());
///     }
///     let error = HttpError::new(401, "Incorrect username or password");
///     Err(error.header("www-authenticate", "Basic").into())
/// }
/// # fn main() {}
/// ```
pub fn same_secret(one: impl AsRef<[u8]>, other: impl AsRef<[u8]>) -> bool {
    constant_time_eq::constant_time_eq(one.as_ref(), other.as_ref())
}
