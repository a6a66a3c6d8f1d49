//! The scopes required on the way to a function: FastAPI's `SecurityScopes`.

use std::sync::Arc;

use http::StatusCode;
use http::header::WWW_AUTHENTICATE;

use crate::errors::HttpError;

/// The scopes required on the way from the operation to this function: the parameter `scopes: &SecurityScopes`.
///
/// `#[scopes("me")]` on a parameter adds scopes.
///
/// ```
/// use twinlane::security::SecurityScopes;
///
/// let scopes = SecurityScopes::new(&["me", "items"]);
/// assert!(scopes.require(&["items", "me", "admin"]).is_ok());
/// assert_eq!(scopes.require(&["me"]).unwrap_err().to_string(), "401: Not enough permissions");
/// assert_eq!(scopes.challenge(), r#"Bearer scope="me items""#);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityScopes(Arc<[&'static str]>);

impl SecurityScopes {
    /// Creates scopes for calling a function directly.
    pub fn new(scopes: &[&'static str]) -> Self {
        Self(scopes.into())
    }

    /// All scopes. The scopes of the operation come first.
    pub fn scopes(&self) -> &[&'static str] {
        &self.0
    }

    /// All scopes separated by spaces, as `OAuth2` writes them.
    pub fn scope_str(&self) -> String {
        self.0.join(" ")
    }

    /// The challenge of a bearer token: `Bearer`, with the scopes if there are any.
    pub fn challenge(&self) -> String {
        if self.0.is_empty() {
            return "Bearer".to_owned();
        }
        format!("Bearer scope=\"{}\"", self.scope_str())
    }

    /// Creates a 401 with this detail, and with the challenge in `WWW-Authenticate`.
    pub fn unauthorized(&self, detail: &str) -> HttpError {
        unauthorized(detail, &self.challenge())
    }

    /// Returns an error unless all of these scopes were granted.
    ///
    /// # Errors
    ///
    /// A scope is missing: 401, `Not enough permissions` with the challenge, as in FastAPI's guide.
    pub fn require<S: AsRef<str>>(&self, granted: &[S]) -> Result<(), HttpError> {
        let has = |scope: &str| granted.iter().any(|granted| granted.as_ref() == scope);
        if self.0.iter().all(|scope| has(scope)) {
            return Ok(());
        }
        Err(self.unauthorized("Not enough permissions"))
    }
}

/// 401 with a challenge.
pub(crate) fn unauthorized(detail: &str, challenge: &str) -> HttpError {
    HttpError::new(StatusCode::UNAUTHORIZED, detail).header(WWW_AUTHENTICATE, challenge)
}
