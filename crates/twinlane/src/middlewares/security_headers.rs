//! Headers by which responses say what browsers may do with them.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use twinlane_model::types::Uuid;
pub use twinlane_web::security_headers::Frames;
use twinlane_web::security_headers::{Hsts, SecurityHeaderRules};
use twinlane_web::{Host, Response};

use super::startup_check::MadeOnce;
use super::{Middleware, Next};
use crate::errors::Error;
use crate::request::Request;

/// Adds headers by which browsers protect the users of pages.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::middleware::{CspNonce, SecurityHeaders};
/// use twinlane::parameter::Extension;
/// use twinlane::testing::TestClient;
///
/// #[get("/")]
/// async fn page(nonce: Extension<CspNonce>) -> Html {
///     Html::new(format!("<script nonce=\"{}\">greet()</script>", *nonce))
/// }
///
/// let app = App::new().routes(routes![page]).middleware(
///     SecurityHeaders::new()
///         .content_security_policy("default-src 'self'; script-src 'nonce-{nonce}'")
///         .permissions_policy("camera=(), microphone=()"),
/// );
/// let response = TestClient::blocking(app).get("/").send();
/// assert_eq!(response.header("x-content-type-options"), Some("nosniff"));
/// assert!(response.header("content-security-policy").unwrap().ends_with("'; frame-ancestors 'none'"));
/// ```
///
/// | header | default |
/// | --- | --- |
/// | `X-Content-Type-Options` | `nosniff`, always |
/// | `X-Frame-Options`, and `frame-ancestors` in the Content-Security-Policy | no page may show a response in a frame |
/// | `Referrer-Policy` | `strict-origin-when-cross-origin` |
/// | `Cross-Origin-Opener-Policy` | `same-origin` |
/// | `Cross-Origin-Resource-Policy` | `same-origin` |
/// | `Strict-Transport-Security` | `max-age=31536000`: a year. Sent by `https` alone, and not to `localhost` |
/// | `Content-Security-Policy` | nothing but `frame-ancestors` |
/// | `Permissions-Policy` | none |
///
/// Every response of the application has these headers, error responses too. Only the plain 500 of a middleware further inside that panics lacks
/// them. If an operation or a middleware further inside has set a header, that header stays as it is. Behind a proxy that terminates TLS, the scheme
/// is the one that the [proxy reports](crate::Settings::forwarded_allow_ips).
///
/// If a response has a `Content-Security-Policy` of its own and no header of it names the frames, a second policy with `frame-ancestors` is added.
///
/// The docs pages and the page of the lanes have inline scripts. So of the Content-Security-Policy they get `frame-ancestors` alone. They have no
/// `Cross-Origin-Opener-Policy` either, because logging in through them opens windows.
///
/// A value that browsers would ignore, such as a directive with a typing error, is a startup error.
#[derive(Debug, Default)]
pub struct SecurityHeaders {
    rules: SecurityHeaderRules,
    headers: MadeOnce<twinlane_web::security_headers::SecurityHeaders>,
}

/// The nonce of one response, which replaces `{nonce}` in its [Content-Security-Policy](SecurityHeaders::content_security_policy). Clones are cheap.
#[derive(Clone, PartialEq, Eq)]
pub struct CspNonce(Arc<str>);

impl CspNonce {
    fn new() -> Self {
        let (one, other) = (Uuid::new_v4(), Uuid::new_v4());
        Self(format!("{}{}", one.simple(), other.simple()).into())
    }

    /// The nonce: letters and digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CspNonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Without it: it is a secret until the response is sent.
impl fmt::Debug for CspNonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CspNonce")
    }
}

impl SecurityHeaders {
    /// Creates the middleware with the headers of the table above.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the Content-Security-Policy, without `frame-ancestors`: [`frames`](Self::frames) sets that directive.
    ///
    /// If the policy contains `'nonce-{nonce}'`, each response has a random nonce. Operations and templates take it as
    /// [`Extension<CspNonce>`](CspNonce). A cache must not keep a response with a nonce.
    #[must_use]
    pub fn content_security_policy(mut self, policy: impl Into<String>) -> Self {
        self.rules.content_security_policy = Some(policy.into());
        self
    }

    /// Sets the pages that may show a response in a frame; none by default.
    #[must_use]
    pub fn frames(mut self, frames: Frames) -> Self {
        self.rules.frames = frames;
        self
    }

    /// Sets the part of a page's address that browsers send to linked sites: `no-referrer`, for example.
    #[must_use]
    pub fn referrer_policy(mut self, policy: impl Into<String>) -> Self {
        self.rules.referrer_policy = Some(policy.into());
        self
    }

    /// Removes `Referrer-Policy`.
    #[must_use]
    pub fn without_referrer_policy(mut self) -> Self {
        self.rules.referrer_policy = None;
        self
    }

    /// Sets the devices and features that pages may use: `camera=(), geolocation=(self)`.
    #[must_use]
    pub fn permissions_policy(mut self, policy: impl Into<String>) -> Self {
        self.rules.permissions_policy = Some(policy.into());
        self
    }

    /// Sets the other windows that may keep a reference to a page: `same-origin-allow-popups`, for example.
    #[must_use]
    pub fn opener_policy(mut self, policy: impl Into<String>) -> Self {
        self.rules.opener_policy = Some(policy.into());
        self
    }

    /// Removes `Cross-Origin-Opener-Policy`.
    #[must_use]
    pub fn without_opener_policy(mut self) -> Self {
        self.rules.opener_policy = None;
        self
    }

    /// Sets the sites whose pages may embed a response, such as an image: `cross-origin` for all.
    #[must_use]
    pub fn resource_policy(mut self, policy: impl Into<String>) -> Self {
        self.rules.resource_policy = Some(policy.into());
        self
    }

    /// Removes `Cross-Origin-Resource-Policy`.
    #[must_use]
    pub fn without_resource_policy(mut self) -> Self {
        self.rules.resource_policy = None;
        self
    }

    /// Sets the time for which browsers use this host by `https` alone, in whole seconds; a year by default.
    #[must_use]
    pub fn hsts(mut self, max_age: Duration) -> Self {
        self.change_hsts(|hsts| hsts.max_age = max_age);
        self
    }

    /// Extends HSTS to all subdomains of this host.
    #[must_use]
    pub fn hsts_subdomains(mut self) -> Self {
        self.change_hsts(|hsts| hsts.subdomains = true);
        self
    }

    /// Allows browsers to include the host in their preloaded HSTS lists.
    ///
    /// Without [`hsts_subdomains`](Self::hsts_subdomains), or with less than a year of [`hsts`](Self::hsts), this is a startup error.
    /// Removing a host from these lists is hard.
    #[must_use]
    pub fn hsts_preload(mut self) -> Self {
        self.change_hsts(|hsts| hsts.preload = true);
        self
    }

    /// Removes `Strict-Transport-Security`.
    #[must_use]
    pub fn without_hsts(mut self) -> Self {
        self.rules.hsts = None;
        self
    }

    fn change_hsts(&mut self, change: impl FnOnce(&mut Hsts)) {
        change(self.rules.hsts.get_or_insert_default());
    }

    fn make(&self) -> Result<twinlane_web::security_headers::SecurityHeaders, Vec<String>> {
        twinlane_web::security_headers::SecurityHeaders::new(&self.rules)
    }
}

impl Middleware for SecurityHeaders {
    const MAY_FAIL: bool = false;

    async fn handle(&self, mut request: Request, next: Next) -> Result<Response, Error> {
        let headers = self.headers.get(|| self.make())?;
        let host = request.host();
        let has_hsts = headers.has_hsts(request.scheme(), host.as_ref().map(Host::name));
        let nonce = headers.needs_nonce().then(CspNonce::new);
        if let Some(nonce) = &nonce {
            request.extensions_mut().insert(nonce.clone());
        }
        let mut response = next.run(request).await;
        let nonce = nonce.as_ref().map_or("", CspNonce::as_str);
        headers.add_to(&mut response, has_hsts, nonce);
        Ok(response)
    }

    fn mistakes(&self) -> Vec<String> {
        self.headers.mistakes(|| self.make())
    }
}
