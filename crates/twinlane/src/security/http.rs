//! The schemes of HTTP itself: `Authorization: Basic ...`, `Bearer ...`, `Digest ...` and others.

use std::fmt;

use ::http::request::Parts;
use serde_json::Value;
use twinlane_model::title_case;
use twinlane_model::types::Base64Bytes;

use super::authorization::{authorization, not_authenticated, scheme_and_rest};
use super::options::{Common, common_options};
use super::{FromCredentials, Security, SecurityScheme};
use crate::errors::HttpError;

/// The name and password of `Authorization: Basic`; FastAPI's `HTTPBasicCredentials`.
///
/// It is a parameter by itself, with the scheme [`HttpBasic`]. Nothing is verified yet: compare the password with
/// [`same_secret`](super::same_secret), or verify its hash.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::security::{HttpBasicCredentials, same_secret};
///
/// #[dependency]
/// async fn current_user(sent: HttpBasicCredentials) -> Result<String> {
///     // Both are compared, so that the time tells nobody which of them was wrong.
///     if same_secret(&sent.username, "ada") & same_secret(&sent.password, "engine") {
///         return Ok(sent.username.clone());
///     }
///     let refused = HttpError::new(401, "Incorrect username or password");
///     Err(refused.header("www-authenticate", "Basic").into())
/// }
///
/// #[get("/me")]
/// async fn me(user: Depends<current_user>) -> String {
///     user.clone()
/// }
/// # let client = twinlane::testing::TestClient::blocking(App::new().routes(routes![me]));
/// # assert_eq!(client.get("/me").basic_auth("ada", "engine").send().text(), "\"ada\"");
/// # assert_eq!(client.get("/me").basic_auth("ada", "x").send().status(), 401);
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct HttpBasicCredentials {
    /// The user name.
    pub username: String,
    /// The password.
    pub password: String,
}

/// Without the password.
impl fmt::Debug for HttpBasicCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpBasicCredentials")
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

impl Security for HttpBasicCredentials {
    type Scheme = HttpBasic;

    const SCHEME: HttpBasic = HttpBasic::new();

    fn of(credentials: Self) -> Self {
        credentials
    }
}

/// The two words of the header `Authorization`; FastAPI's `HTTPAuthorizationCredentials`.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct HttpAuthorizationCredentials {
    /// The first word, as it was sent: `Bearer`.
    pub scheme: String,
    /// The text after the scheme.
    pub credentials: String,
}

/// Without the credentials.
impl fmt::Debug for HttpAuthorizationCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpAuthorizationCredentials")
            .field("scheme", &self.scheme)
            .finish_non_exhaustive()
    }
}

/// A token alone, for `struct Bearer(String)`.
impl FromCredentials<HttpAuthorizationCredentials> for String {
    fn from_credentials(credentials: HttpAuthorizationCredentials) -> Self {
        credentials.credentials
    }
}

/// `Authorization: Basic`, a name and a password in base64; FastAPI's `HTTPBasic`.
///
/// Credentials that cannot be read are a 401, even if the scheme is optional.
#[derive(Debug, Clone, Copy)]
#[must_use]
pub struct HttpBasic {
    common: Common,
    realm: Option<&'static str>,
}

impl HttpBasic {
    /// The scheme, named `HTTPBasic`.
    pub const fn new() -> Self {
        Self {
            common: Common::named("HTTPBasic"),
            realm: None,
        }
    }

    /// Sets the realm in the challenge.
    pub const fn realm(mut self, realm: &'static str) -> Self {
        self.realm = Some(realm);
        self
    }

    common_options!();
}

impl SecurityScheme for HttpBasic {
    type Credentials = HttpBasicCredentials;

    fn credentials(&self, request: &Parts) -> Result<Option<HttpBasicCredentials>, HttpError> {
        let Some(authorization) = authorization(request) else {
            return Ok(None);
        };
        let (scheme, rest) = scheme_and_rest(&authorization);
        if !scheme.eq_ignore_ascii_case("basic") {
            return Ok(None);
        }
        name_and_password(rest)
            .map(Some)
            .ok_or_else(|| self.not_authenticated())
    }

    fn not_authenticated(&self) -> HttpError {
        match self.realm.filter(|realm| !realm.is_empty()) {
            Some(realm) => not_authenticated(&format!("Basic realm=\"{realm}\"")),
            None => not_authenticated("Basic"),
        }
    }

    fn unreadable(&self) -> Option<HttpError> {
        Some(self.not_authenticated())
    }

    fn name(&self) -> &'static str {
        self.common.name
    }

    fn object(&self) -> Value {
        http_object(&self.common, "basic", None)
    }
}

/// FastAPI reads ASCII only.
fn name_and_password(encoded: &str) -> Option<HttpBasicCredentials> {
    let decoded = encoded.is_ascii().then(|| Base64Bytes::decode(encoded));
    let Base64Bytes(bytes) = decoded.flatten()?;
    let text = String::from_utf8(bytes)
        .ok()
        .filter(|text| text.is_ascii())?;
    let (username, password) = text.split_once(':')?;
    Some(HttpBasicCredentials {
        username: username.to_owned(),
        password: password.to_owned(),
    })
}

/// `Authorization: Bearer`, a token; FastAPI's `HTTPBearer`.
#[derive(Debug, Clone, Copy)]
#[must_use]
pub struct HttpBearer {
    common: Common,
    bearer_format: Option<&'static str>,
}

impl HttpBearer {
    /// The scheme, named `HTTPBearer`.
    pub const fn new() -> Self {
        Self {
            common: Common::named("HTTPBearer"),
            bearer_format: None,
        }
    }

    /// Sets the format of the tokens for the document: `JWT`.
    pub const fn bearer_format(mut self, format: &'static str) -> Self {
        self.bearer_format = Some(format);
        self
    }

    common_options!();
}

/// `Authorization: Digest`, with its parameters as one text; FastAPI's `HTTPDigest`.
#[derive(Debug, Clone, Copy)]
#[must_use]
pub struct HttpDigest {
    common: Common,
}

impl HttpDigest {
    /// The scheme, named `HTTPDigest`.
    pub const fn new() -> Self {
        Self {
            common: Common::named("HTTPDigest"),
        }
    }

    common_options!();
}

/// Any other scheme of the header `Authorization`; FastAPI's `HTTPBase`. The scheme in the header is not compared.
#[derive(Debug, Clone, Copy)]
#[must_use]
pub struct HttpBase {
    common: Common,
    scheme: &'static str,
}

impl HttpBase {
    /// The scheme, named `HTTPBase`.
    pub const fn new() -> Self {
        Self {
            common: Common::named("HTTPBase"),
            scheme: "",
        }
    }

    /// Sets the scheme's name in the document. The challenge has the same name, with a capital letter at the start.
    pub const fn scheme(mut self, scheme: &'static str) -> Self {
        self.scheme = scheme;
        self
    }

    common_options!();
}

/// A scheme whose credentials are the words of the header.
macro_rules! two_words {
    ($scheme:ty, |$this:ident, $word:ident| $is_it:expr, $name:expr, $challenge:expr, $format:expr) => {
        impl SecurityScheme for $scheme {
            type Credentials = HttpAuthorizationCredentials;

            fn credentials(
                &$this,
                request: &Parts,
            ) -> Result<Option<HttpAuthorizationCredentials>, HttpError> {
                Ok(two_words(request, |$word| $is_it))
            }

            fn not_authenticated(&$this) -> HttpError {
                not_authenticated($challenge)
            }

            fn name(&self) -> &'static str {
                self.common.name
            }

            fn object(&$this) -> Value {
                http_object(&$this.common, $name, $format)
            }
        }
    };
}

two_words!(
    HttpBearer,
    |self, word| word.eq_ignore_ascii_case("bearer"),
    "bearer",
    "Bearer",
    self.bearer_format
);
two_words!(
    HttpDigest,
    |self, word| word.eq_ignore_ascii_case("digest"),
    "digest",
    "Digest",
    None
);
two_words!(
    HttpBase,
    |self, _word| true,
    self.scheme,
    &title_case(self.scheme),
    None
);

/// The words of the header, if it has two and the first is the right one.
fn two_words(
    request: &Parts,
    is_it: impl FnOnce(&str) -> bool,
) -> Option<HttpAuthorizationCredentials> {
    let authorization = authorization(request)?;
    let (scheme, credentials) = scheme_and_rest(&authorization);
    let is_whole = !scheme.is_empty() && !credentials.is_empty();
    (is_whole && is_it(scheme)).then(|| HttpAuthorizationCredentials {
        scheme: scheme.to_owned(),
        credentials: credentials.to_owned(),
    })
}

fn http_object(common: &Common, scheme: &str, bearer_format: Option<&str>) -> Value {
    common.object([
        ("type", Some("http".into())),
        ("scheme", Some(scheme.into())),
        ("bearerFormat", bearer_format.map(Value::from)),
    ])
}

/// The usual ways to begin, beside `new`.
macro_rules! defaults {
    ($($scheme:ty),*) => {
        $(impl Default for $scheme {
            fn default() -> Self {
                Self::new()
            }
        })*
    };
}

defaults!(HttpBasic, HttpBearer, HttpDigest, HttpBase);
