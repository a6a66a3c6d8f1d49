//! From `http` to `https`: Starlette's `HTTPSRedirectMiddleware`.

use twinlane_web::{Response, Scheme, redirect};

use super::trusted_host::invalid_host;
use super::{Middleware, Next};
use crate::errors::Error;
use crate::request::Request;

/// Redirects every request by `http` to the same URL by `https`: Starlette's `HTTPSRedirectMiddleware`.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::middleware::HttpsRedirect;
///
/// # fn main() {
/// let app = App::new().middleware(HttpsRedirect::new());
/// # app.check().unwrap();
/// # }
/// ```
///
/// The status is 307, so that the method stays. The ports 80 and 443 are left out of the new URL. Other ports stay: `http://example.com:8080` becomes
/// `https://example.com:8080`. The handshake of a WebSocket is redirected to `wss`. A request without a usable host gets a 400; Starlette uses the
/// address of the socket instead.
///
/// Behind a proxy that terminates TLS, the application must learn the client's scheme, or it redirects for ever: see
/// [`forwarded_allow_ips`](crate::Settings::forwarded_allow_ips). The client chooses the host: put a [`TrustedHost`](crate::middleware::TrustedHost)
/// around this middleware.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct HttpsRedirect;

impl HttpsRedirect {
    /// Creates the middleware.
    pub fn new() -> Self {
        Self
    }
}

impl Middleware for HttpsRedirect {
    const MAY_FAIL: bool = false;

    async fn handle(&self, request: Request, next: Next) -> Result<Response, Error> {
        if request.scheme() == Scheme::Https {
            return Ok(next.run(request).await);
        }
        Ok(
            redirect::to_https(request.parts(), request.taken_root_path())
                .unwrap_or_else(invalid_host),
        )
    }
}
