//! Cross-origin resource sharing: Starlette's `CORSMiddleware`.

use std::time::Duration;

use http::StatusCode;
use twinlane_web::Response;
use twinlane_web::cors::{CorsPolicy, CorsRules};

use super::startup_check::MadeOnce;
use super::{Middleware, Next};
use crate::errors::Error;
use crate::request::Request;

/// Lets pages of other origins read responses: Starlette's `CORSMiddleware`.
///
/// By default no origin is allowed. Preflights may ask for `GET` alone, and for no header beyond the safe ones. Browsers remember a preflight for 10
/// minutes. A `"*"` among origins, methods or headers allows all of them, as in FastAPI.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::middleware::Cors;
///
/// # fn main() {
/// let app = App::new().middleware(
///     Cors::new()
///         .allow_origin("https://example.com")
///         .allow_origin_regex(r"https://[a-z0-9-]+\.preview\.example\.com")
///         .allow_methods(["GET", "POST"])
///         .allow_headers(["Authorization"])
///         .allow_credentials(),
/// );
/// # app.check().unwrap();
/// # }
/// ```
///
/// The middleware answers a preflight itself: 200 `OK`, or 400 with the list of what is not allowed. Every other response has `Vary: Origin`.
/// Responses to allowed origins also have `Access-Control-Allow-Origin`.
///
/// An origin is compared as a whole, and a pattern has to match all of it. `null` (a file, a sandboxed frame) is allowed only if it is named.
/// Browsers do not apply CORS to the handshake of a WebSocket: the option `origins` of `#[websocket]` checks the `Origin` there.
///
/// The application does not start with an origin that no browser sends (with a path or a slash at its end, in upper case, or with the default port),
/// or with a pattern that does not compile.
///
/// Unlike Starlette's, this middleware also covers error responses, so that a page can read a 500.
#[derive(Debug, Default)]
pub struct Cors {
    rules: CorsRules,
    policy: MadeOnce<CorsPolicy>,
}

impl Cors {
    /// Creates the middleware. No origin is allowed yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Allows an origin, as browsers send it: `https://example.com`, `http://localhost:3000`, `null`.
    #[must_use]
    pub fn allow_origin(mut self, origin: impl Into<String>) -> Self {
        self.rules.origins.push(origin.into());
        self
    }

    /// Allows several origins.
    #[must_use]
    pub fn allow_origins<O: Into<String>>(mut self, origins: impl IntoIterator<Item = O>) -> Self {
        self.rules
            .origins
            .extend(origins.into_iter().map(Into::into));
        self
    }

    /// Allows every origin.
    ///
    /// With [`allow_credentials`](Self::allow_credentials) every page on the web can act as its visitor: the response repeats the origin of the
    /// request, as in Starlette.
    #[must_use]
    pub fn allow_any_origin(self) -> Self {
        self.allow_origin("*")
    }

    /// Allows the origins that this pattern matches as a whole. A later pattern replaces an earlier one.
    ///
    /// Write a literal dot as `\.`: the pattern `https://example.com` also matches `https://examplescom`.
    #[must_use]
    pub fn allow_origin_regex(mut self, regex: impl Into<String>) -> Self {
        self.rules.origin_regex = Some(regex.into());
        self
    }

    /// Sets the methods that a preflight may ask for, instead of `GET` alone.
    #[must_use]
    pub fn allow_methods<M: AsRef<str>>(mut self, methods: impl IntoIterator<Item = M>) -> Self {
        let methods = methods.into_iter().map(|method| method.as_ref().to_owned());
        self.rules.methods.extend(methods);
        self
    }

    /// Allows `DELETE`, `GET`, `HEAD`, `OPTIONS`, `PATCH`, `POST`, `PUT` and `QUERY`.
    #[must_use]
    pub fn allow_any_method(self) -> Self {
        self.allow_methods(["*"])
    }

    /// Allows these request headers, in addition to `Accept`, `Accept-Language`, `Content-Language` and `Content-Type`.
    #[must_use]
    pub fn allow_headers<H: AsRef<str>>(mut self, headers: impl IntoIterator<Item = H>) -> Self {
        let headers = headers.into_iter().map(|header| header.as_ref().to_owned());
        self.rules.headers.extend(headers);
        self
    }

    /// Allows every header that a preflight asks for.
    #[must_use]
    pub fn allow_any_header(self) -> Self {
        self.allow_headers(["*"])
    }

    /// Allows requests with cookies, client certificates and the credentials of HTTP authentication.
    #[must_use]
    pub fn allow_credentials(mut self) -> Self {
        self.rules.credentials = true;
        self
    }

    /// Allows scripts to read these response headers, in addition to the safe ones.
    #[must_use]
    pub fn expose_headers<H: AsRef<str>>(mut self, headers: impl IntoIterator<Item = H>) -> Self {
        let headers = headers.into_iter().map(|header| header.as_ref().to_owned());
        self.rules.exposed_headers.extend(headers);
        self
    }

    /// Sets the time for which browsers may remember a preflight, in whole seconds; 10 minutes by default.
    #[must_use]
    pub fn max_age(mut self, age: Duration) -> Self {
        self.rules.max_age = age;
        self
    }

    /// Allows pages of public sites to send requests to this server in a private network.
    #[must_use]
    pub fn allow_private_network(mut self) -> Self {
        self.rules.private_network = true;
        self
    }

    fn make(&self) -> Result<CorsPolicy, Vec<String>> {
        CorsPolicy::new(&self.rules)
    }
}

impl Middleware for Cors {
    const MAY_FAIL: bool = false;

    async fn handle(&self, request: Request, next: Next) -> Result<Response, Error> {
        let policy = self.policy.get(|| self.make())?;
        if let Some(response) = policy.preflight(request.method(), request.headers()) {
            return Ok(response);
        }
        let headers = policy.headers(request.headers());
        let mut response = next.run(request).await;
        if response.status() != StatusCode::SWITCHING_PROTOCOLS {
            headers.add_to(response.headers_mut());
        }
        Ok(response)
    }

    fn mistakes(&self) -> Vec<String> {
        self.policy.mistakes(|| self.make())
    }
}
