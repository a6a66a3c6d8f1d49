//! Requests that pages of other sites make.

use http::StatusCode;
use twinlane_web::Response;
use twinlane_web::csrf::{CsrfCheck, CsrfRules};

use super::startup_check::MadeOnce;
use super::{Middleware, Next};
use crate::errors::{Error, HttpError};
use crate::request::Request;

/// Refuses requests that pages of other sites send with the cookies of a user: cross-site request forgery (CSRF).
///
/// An application that identifies its users by a cookie or by HTTP authentication needs this middleware. An application whose clients send a token in
/// the `Authorization` header by a script does not: no other site can send that header.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::middleware::Csrf;
/// use twinlane::testing::TestClient;
///
/// #[post("/transfer")]
/// async fn transfer() {}
///
/// let app = App::new().routes(routes![transfer]).middleware(
///     Csrf::new()
///         .trust_origin("https://admin.example.com")
///         .exempt("/hooks/{name}"),
/// );
/// let client = TestClient::blocking(app);
/// let transfer = || client.post("/transfer");
/// assert_eq!(transfer().header("sec-fetch-site", "same-origin").send().status(), 200);
/// assert_eq!(transfer().header("sec-fetch-site", "cross-site").send().status(), 403);
/// assert_eq!(transfer().send().status(), 200); // no browser
/// ```
///
/// Forms need no tokens, because browsers send the origin of each request in a header:
///
/// - `Sec-Fetch-Site` has to be `same-origin` or `none`.
/// - Without this header, as in browsers older than 2023 and on pages by `http`, `Origin` has to equal the scheme, the host and the port of the
///   request.
/// - A request with neither header passes: no browser has sent it.
///
/// Every other request is refused: from a subdomain (`same-site`), with `Origin: null`, or with a repeated header. The response is a 403, and its
/// detail is the reason. A handler of 403 can replace this response.
///
/// `GET`, `HEAD` and `OPTIONS` pass, so an operation of these methods must not change anything. The handshake of a WebSocket is checked, although it
/// is a `GET`.
///
/// If a WebSocket operation allows other origins with its option `origins`, trust these origins here too. Do the same for origins whose pages may
/// write through [`Cors`](crate::middleware::Cors).
///
/// Behind a proxy that hides the host or the scheme, a browser without `Sec-Fetch-Site` is refused: see
/// [`forwarded_allow_ips`](crate::Settings::forwarded_allow_ips).
#[derive(Debug, Default)]
pub struct Csrf {
    rules: CsrfRules,
    check: MadeOnce<CsrfCheck>,
}

impl Csrf {
    /// Creates the middleware. It trusts the pages of the application itself alone.
    pub fn new() -> Self {
        Self::default()
    }

    /// Trusts the pages of an origin with every request: `https://admin.example.com`. Text that is no origin is a startup error.
    #[must_use]
    pub fn trust_origin(mut self, origin: impl Into<String>) -> Self {
        self.rules.trusted_origins.push(origin.into());
        self
    }

    /// Trusts the pages of several origins with every request.
    #[must_use]
    pub fn trust_origins<O: Into<String>>(mut self, origins: impl IntoIterator<Item = O>) -> Self {
        let origins = origins.into_iter().map(Into::into);
        self.rules.trusted_origins.extend(origins);
        self
    }

    /// Lets pages of any site send requests to this path. The path is a template, as in operations: `/hooks/{name}`, `/public/{rest:path}`.
    ///
    /// It is the path by which the application finds its routes: with the prefixes of its routers, without its root path. In a mounted application
    /// it is the path below the mount.
    #[must_use]
    pub fn exempt(mut self, path: impl Into<String>) -> Self {
        self.rules.exempt_paths.push(path.into());
        self
    }

    fn make(&self) -> Result<CsrfCheck, Vec<String>> {
        CsrfCheck::new(&self.rules)
    }
}

impl Middleware for Csrf {
    async fn handle(&self, request: Request, next: Next) -> Result<Response, Error> {
        let check = self.check.get(|| self.make())?;
        if let Err(refusal) =
            check.check(request.parts(), request.scheme(), || request.route_path())
        {
            return Err(HttpError::new(StatusCode::FORBIDDEN, refusal.detail()).into());
        }
        Ok(next.run(request).await)
    }

    fn mistakes(&self) -> Vec<String> {
        self.check.mistakes(|| self.make())
    }
}
