//! Requests that pages of other sites make.

use http::StatusCode;
use twinlane_web::Response;
use twinlane_web::csrf::{CsrfCheck, CsrfRules};

use super::startup_check::MadeOnce;
use super::{Middleware, Next};
use crate::errors::{Error, HttpError};
use crate::request::Request;

/// Refuses requests that pages of other sites have a browser make, with its cookies: cross-site request forgery (CSRF).
///
/// An application that knows its users by a cookie or by HTTP authentication needs it. One that is asked with an `Authorization` header by scripts
/// does not: no other site can send that.
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
/// There are no tokens in forms: browsers say by themselves who has made a request. `Sec-Fetch-Site` has to be `same-origin` or `none`. Without
/// it, as in browsers older than 2023 and on pages by `http`, `Origin` has to be the scheme, the host and the port that were asked. A request with neither
/// passes: no browser has made it. Anything else is a 403 whose detail says why, and which a handler of 403 may answer in its own words: a subdomain
/// (`same-site`), `Origin: null`, a header that is there twice.
///
/// `GET`, `HEAD` and `OPTIONS` pass, so an operation of these must not change anything. The handshake of a WebSocket is checked all the same; whoever has
/// `origins` for its operation trusts them here too, and likewise those whom [`Cors`](crate::middleware::Cors) lets write.
///
/// Behind a proxy that hides the host or the scheme, a browser without `Sec-Fetch-Site` is refused: see
/// [`forwarded_allow_ips`](crate::Settings::forwarded_allow_ips).
#[derive(Debug, Default)]
pub struct Csrf {
    rules: CsrfRules,
    check: MadeOnce<CsrfCheck>,
}

impl Csrf {
    /// Trusts no page but those of the application itself.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets the pages of an origin make any request: `https://admin.example.com`. What is no origin is a startup mistake.
    #[must_use]
    pub fn trust_origin(mut self, origin: impl Into<String>) -> Self {
        self.rules.trusted_origins.push(origin.into());
        self
    }

    /// Lets the pages of several origins do so.
    #[must_use]
    pub fn trust_origins<O: Into<String>>(mut self, origins: impl IntoIterator<Item = O>) -> Self {
        let origins = origins.into_iter().map(Into::into);
        self.rules.trusted_origins.extend(origins);
        self
    }

    /// Lets any page ask this path, a template as operations have: `/hooks/{name}`, `/public/{rest:path}`. In a router's or a mounted application's
    /// list it is the path by which that application finds its routes, without its root path.
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
