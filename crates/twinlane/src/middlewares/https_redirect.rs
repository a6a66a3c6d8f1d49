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
/// It answers 307, so that the method stays. The ports 80 and 443 are left out of the new URL, others stay: `http://example.com:8080` leads
/// to `https://example.com:8080`. The handshake of a WebSocket is sent to `wss`. A request without a host that can be used gets a 400, where
/// Starlette fills in the address of the socket.
///
/// Behind a proxy that ends TLS it has to be told by which scheme a client came, or it redirects for ever: see
/// [`forwarded_allow_ips`](crate::Settings::forwarded_allow_ips). The client names the host: put a [`TrustedHost`](crate::middleware::TrustedHost) around it.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct HttpsRedirect;

impl HttpsRedirect {
    /// The middleware.
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
