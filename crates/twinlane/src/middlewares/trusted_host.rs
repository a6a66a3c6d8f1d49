//! The hosts that requests may name: Starlette's `TrustedHostMiddleware`.

use http::StatusCode;
use twinlane_web::Response;
use twinlane_web::hosts::{HostCheck, TrustedHosts};
use twinlane_web::redirect;

use super::startup_check::MadeOnce;
use super::{Middleware, Next};
use crate::errors::Error;
use crate::fixed_response::text_response;
use crate::request::Request;

/// Refuses requests for hosts that are not on a list: Starlette's `TrustedHostMiddleware`.
///
/// Without this middleware a client can name any host, and links and redirects of the application contain that host.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::middleware::TrustedHost;
///
/// # fn main() {
/// let app = App::new().middleware(TrustedHost::new(["example.com", "*.example.com"]));
/// # app.check().unwrap();
/// # }
/// ```
///
/// Other hosts get a 400 `Invalid host header`, and so does an invalid host. The port and the case of letters do not count. `*.example.com` is every
/// subdomain of `example.com`, but not `example.com` itself; `*` is any host. If `www.example.com` is trusted and `example.com` is not, requests for
/// `example.com` are redirected to `www.example.com`.
///
/// A pattern that matches nothing, such as `*example.com` or one with a port, is a startup error.
#[derive(Debug)]
pub struct TrustedHost {
    patterns: Vec<String>,
    www_redirect: bool,
    hosts: MadeOnce<TrustedHosts>,
}

impl TrustedHost {
    /// Trusts these hosts: `example.com`, `127.0.0.1`, `[::1]`, `*.example.com`.
    pub fn new<H: Into<String>>(hosts: impl IntoIterator<Item = H>) -> Self {
        Self {
            patterns: hosts.into_iter().map(Into::into).collect(),
            www_redirect: true,
            hosts: MadeOnce::default(),
        }
    }

    /// Redirects `example.com` to `www.example.com` if only the latter is trusted; on by default.
    #[must_use]
    pub fn www_redirect(mut self, on: bool) -> Self {
        self.www_redirect = on;
        self
    }

    fn make(&self) -> Result<TrustedHosts, Vec<String>> {
        TrustedHosts::new(&self.patterns)
    }
}

impl Middleware for TrustedHost {
    const MAY_FAIL: bool = false;

    async fn handle(&self, request: Request, next: Next) -> Result<Response, Error> {
        let hosts = self.hosts.get(|| self.make())?;
        match hosts.check(request.host()) {
            HostCheck::Trusted => Ok(next.run(request).await),
            HostCheck::WithoutWww if self.www_redirect => {
                Ok(redirect::to_www(request.parts(), request.taken_root_path())
                    .unwrap_or_else(invalid_host))
            }
            HostCheck::WithoutWww | HostCheck::Unknown => Ok(invalid_host()),
        }
    }

    fn mistakes(&self) -> Vec<String> {
        self.hosts.mistakes(|| self.make())
    }
}

/// The response to a host that is not trusted, or that is none.
pub(super) fn invalid_host() -> Response {
    text_response(StatusCode::BAD_REQUEST, "Invalid host header".to_owned())
}
