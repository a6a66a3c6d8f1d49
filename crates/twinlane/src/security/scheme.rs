//! The traits of a security scheme and of the parameter that holds its credentials.

use http::request::Parts;
use serde_json::Value;

use crate::errors::HttpError;
use crate::scheme::SchemeDescription;

/// A security scheme: FastAPI's `SecurityBase`.
///
/// The schemes of this module implement the trait. Your own scheme is read and documented in the same way. For `#[security(Mine)]` it needs a
/// `const fn new()`, and for `#[security(Mine(name = "X"))]` also a `const fn name(self, &'static str) -> Self`.
///
/// ```
/// use twinlane::http::request::Parts;
/// use twinlane::prelude::*;
/// use twinlane::security::{FromCredentials, SecurityScheme};
///
/// /// The address that a trusted proxy says it has verified.
/// struct Forwarded;
///
/// impl Forwarded {
///     const fn new() -> Self {
///         Self
///     }
/// }
///
/// impl SecurityScheme for Forwarded {
///     type Credentials = String;
///
///     fn credentials(&self, request: &Parts) -> Result<Option<String>, HttpError> {
///         match request.headers.get("x-verified-email").map(|value| value.to_str()) {
///             Some(Err(_)) => Err(HttpError::new(400, "No address")),
///             value => Ok(value.and_then(Result::ok).map(str::to_owned)),
///         }
///     }
///
///     fn not_authenticated(&self) -> HttpError {
///         HttpError::new(401, "Not authenticated").header("www-authenticate", "Proxy")
///     }
///
///     fn unreadable(&self) -> Option<HttpError> {
///         Some(HttpError::new(400, "No address"))
///     }
///
///     fn name(&self) -> &'static str {
///         "Forwarded"
///     }
///
///     fn object(&self) -> Value {
///         json!({ "type": "apiKey", "in": "header", "name": "X-Verified-Email" })
///     }
/// }
///
/// /// Made of the credentials by `FromCredentials`; a `String` could be held as it is.
/// struct Domain(String);
///
/// impl FromCredentials<String> for Domain {
///     fn from_credentials(address: String) -> Self {
///         Self(address.rsplit('@').next().unwrap_or_default().to_owned())
///     }
/// }
///
/// #[security(Forwarded)]
/// struct Colleague(Domain);
///
/// #[get("/")]
/// async fn read(colleague: Colleague) -> String {
///     colleague.0.0
/// }
/// # let client = twinlane::testing::TestClient::blocking(App::new().routes(routes![read]));
/// # assert_eq!(client.get("/").header("x-verified-email", "ada@here").send().text(), "\"here\"");
/// # assert_eq!(client.get("/").send().status(), 401);
/// # let unreadable = client.get("/").header("x-verified-email", "é@here").send();
/// # assert_eq!(unreadable.status(), 400);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no security scheme",
    label = "not a security scheme",
    note = "those of `twinlane::security` are; one of your own implements `SecurityScheme`"
)]
pub trait SecurityScheme {
    /// The credentials that the client sends, not verified yet.
    type Credentials;

    /// The credentials of this request. `None` if the request has no credentials, or none of this scheme.
    ///
    /// # Errors
    ///
    /// The request has credentials of this scheme that cannot be read. It is refused even if the scheme is optional.
    fn credentials(&self, request: &Parts) -> Result<Option<Self::Credentials>, HttpError>;

    /// The response to a request without credentials. FastAPI's is a 401, `Not authenticated`, with a challenge in `WWW-Authenticate`.
    ///
    /// The status is that of an error, or of a redirect to a login page.
    fn not_authenticated(&self) -> HttpError;

    /// The response that the document shows for a failure of [`credentials`](Self::credentials), even if the scheme is optional.
    ///
    /// The document shows it with [`App::document_errors`](crate::App::document_errors). It has no effect on requests. By default there is none.
    fn unreadable(&self) -> Option<HttpError> {
        None
    }

    /// The scheme's name in the document. The schemes of this module use FastAPI's class names.
    fn name(&self) -> &'static str;

    /// The scheme's object among the `securitySchemes` of the document.
    fn object(&self) -> Value;
}

/// A parameter that holds the credentials of a client, made by `#[security]` on a struct.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::security::HttpBearer;
///
/// #[security(HttpBearer)]
/// struct Bearer(String);
/// # fn main() {}
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no security scheme",
    label = "not a security scheme",
    note = "declare one with `#[security(HttpBearer)] struct Bearer(HttpAuthorizationCredentials);`"
)]
pub trait Security: Sized + Send + 'static {
    /// The scheme.
    type Scheme: SecurityScheme;

    /// The scheme with its options.
    const SCHEME: Self::Scheme;

    /// Makes the parameter from the credentials.
    fn of(credentials: <Self::Scheme as SecurityScheme>::Credentials) -> Self;
}

/// A type that the struct of a scheme can hold: the credentials of the scheme, or a value made of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot hold what a client says by this scheme, which is `{Credentials}`",
    label = "write `{Credentials}`"
)]
pub trait FromCredentials<Credentials> {
    /// Makes the value from the credentials.
    fn from_credentials(credentials: Credentials) -> Self;
}

impl<C> FromCredentials<C> for C {
    fn from_credentials(credentials: C) -> Self {
        credentials
    }
}

/// The description of a scheme for the document.
pub(super) fn describe<S: Security>(is_required: bool) -> SchemeDescription {
    let missing = is_required.then(|| S::SCHEME.not_authenticated());
    SchemeDescription {
        errors: missing.into_iter().chain(S::SCHEME.unreadable()).collect(),
        name: S::SCHEME.name(),
        object: S::SCHEME.object(),
        refusal: S::SCHEME.not_authenticated().status(),
    }
}
