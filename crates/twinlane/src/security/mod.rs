//! Security schemes: the credentials of a client, and its scopes.
//!
//! Declare a scheme once, with `#[security]` on a struct that holds the credentials of a client. As a parameter, the struct is read from the request
//! and documented. A request without the credentials gets a 401; with `Option` they may be missing.
//!
//! The scheme verifies nothing. Verify the credentials in a [dependency](macro@crate::dependency), and let operations take the value of that
//! dependency.
//!
//! ```
//! use twinlane::prelude::*;
//! use twinlane::security::OAuth2PasswordBearer;
//!
//! #[security(OAuth2PasswordBearer(token_url = "token", scopes = { "me" = "Read your data" }))]
//! struct Bearer(String);
//!
//! #[dependency]
//! async fn current_user(token: Bearer, scopes: &SecurityScopes) -> Result<String> {
//!     let (name, granted) = token.0.split_once(':').ok_or_else(|| scopes.unauthorized("Could not validate credentials"))?;
//!     scopes.require(&[granted])?;
//!     Ok(name.to_owned())
//! }
//!
//! #[get("/users/me")]
//! async fn me(#[scopes("me")] user: Depends<current_user>) -> Depends<current_user> {
//!     user
//! }
//!
//! let app = App::new().routes(routes![me]);
//! # let client = twinlane::testing::TestClient::blocking(app);
//! # let answer = client.get("/users/me").header("authorization", "Bearer Ada:me").send();
//! # assert_eq!(answer.text(), "\"Ada\"");
//! # let answer = client.get("/users/me").header("authorization", "Bearer Ada:you").send();
//! # assert_eq!(answer.status(), 401);
//! ```
//!
//! | scheme | what the struct holds | options |
//! | --- | --- | --- |
//! | [`OAuth2PasswordBearer`] | `String`, the token | `token_url`, `refresh_url`, `scopes` |
//! | [`OAuth2AuthorizationCodeBearer`] | `String`, the token | `authorization_url`, `token_url`, `refresh_url`, `scopes` |
//! | [`OAuth2`] | `String`, the whole header | `implicit(..)`, `password(..)`, `client_credentials(..)`, `authorization_code(..)` |
//! | [`OpenIdConnect`] | `String`, the whole header | `open_id_connect_url` |
//! | [`HttpBearer`] | [`HttpAuthorizationCredentials`], or `String`, the token | `bearer_format` |
//! | [`HttpBasic`] | [`HttpBasicCredentials`], which is a parameter by itself too | `realm` |
//! | [`HttpDigest`] | [`HttpAuthorizationCredentials`] | |
//! | [`HttpBase`] | [`HttpAuthorizationCredentials`] | `scheme` |
//! | [`ApiKeyHeader`], [`ApiKeyQuery`], [`ApiKeyCookie`] | `String`, the key | `name` |
//!
//! All schemes have the options `scheme_name` and `description`. `#[scopes("me")]` on a parameter requires scopes. A function with the parameter
//! [`&SecurityScopes`](SecurityScopes) sees all scopes that are required on the way from the operation to this function. [`OAuth2PasswordForm`] reads
//! the form of a login.
//!
//! # Verifying
//!
//! [`same_secret`] compares in constant time. With the feature `password`, `password` hashes passwords with Argon2. With the feature `jwt`, `jwt` signs
//! and verifies tokens. `examples/databases/users.rs` has users in a database, a login, scopes, and tokens that are renewed.
//!
//! # Startup errors
//!
//! An application does not start with:
//!
//! - a scheme that runs for its effect alone, because it would accept any credentials;
//! - scopes that no function checks, or that their scheme does not declare;
//! - two schemes of one name.

mod scheme;
mod options;
mod authorization;
mod http;
mod oauth2;
mod api_key;
mod parameter;
mod password_form;
mod same_secret;
#[cfg(feature = "jwt")]
pub mod jwt;
#[cfg(feature = "password")]
pub mod password;

pub use api_key::{ApiKeyCookie, ApiKeyHeader, ApiKeyQuery};
pub use http::{
    HttpAuthorizationCredentials, HttpBase, HttpBasic, HttpBasicCredentials, HttpBearer, HttpDigest,
};
pub use oauth2::{
    OAuth2, OAuth2AuthorizationCodeBearer, OAuth2PasswordBearer, OAuthFlow, OpenIdConnect,
};
pub(crate) use parameter::overriding;
pub use parameter::{ViaOptionalSecurity, ViaSecurity};
pub use password_form::{
    OAuth2PasswordForm, OAuth2PasswordFormStrict, PasswordForm, oauth2_password_form,
    oauth2_password_form_strict,
};
pub use same_secret::same_secret;
pub use scheme::{FromCredentials, Security, SecurityScheme};

pub use crate::parameters::ViaScopes;
pub use crate::scheme::SchemeDescription;
pub use crate::scopes::SecurityScopes;
