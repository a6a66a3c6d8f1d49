//! Who is asking: the ways for clients to say it, and what they may do.
//!
//! A scheme is declared once, with `#[security]` above a struct that holds what a client says of itself. Taken as a parameter it is read,
//! documented, and answered with 401 where it is missing; `Option` of it may be missing. Nothing is verified by that: do so in a
//! [dependency](macro@crate::dependency), and let operations ask for what it returns.
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
//! All have `scheme_name` and `description`. `#[scopes("me")]` on a parameter says what is needed there; what takes [`&SecurityScopes`](SecurityScopes) sees
//! the scopes of all who led to it. [`OAuth2PasswordForm`] reads the form of a login.
//!
//! # Verifying
//!
//! [`same_secret`] compares without telling by its time how much was right; `password`, with the feature `password`, hashes passwords with
//! Argon2; `jwt`, with the feature `jwt`, signs tokens and verifies them. `examples/databases/users.rs` has users in a database, a login, scopes, and
//! tokens that are renewed.
//!
//! # What does not start
//!
//! A scheme that runs for its effect alone, which would let in whoever sends anything; scopes that no function takes, or that their scheme does not
//! declare; two schemes of one name.

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
