//! Hosts and schemes: `TrustedHost` and `HttpsRedirect`. The first segment of the path says which.

use twinlane::prelude::*;
use twinlane::middleware::{HttpsRedirect, Middleware, Next, TrustedHost};
use twinlane::Response;

/// The middleware that the path names.
struct ByPath {
    trusted: TrustedHost,
    still: TrustedHost,
    any: TrustedHost,
    https: HttpsRedirect,
}

impl ByPath {
    fn new() -> Self {
        let hosts = [
            "Example.com",
            "*.example.org",
            "www.site.test",
            "[::1]",
            "127.0.0.1",
        ];
        Self {
            trusted: TrustedHost::new(hosts),
            still: TrustedHost::new(hosts).www_redirect(false),
            any: TrustedHost::new(["*"]),
            https: HttpsRedirect::new(),
        }
    }
}

impl Middleware for ByPath {
    async fn handle(&self, request: Request, next: Next) -> Result<Response> {
        match request.uri().path().split('/').nth(1) {
            Some("trusted") => self.trusted.handle(request, next).await,
            Some("still") => self.still.handle(request, next).await,
            Some("any") => self.any.handle(request, next).await,
            Some("https") => self.https.handle(request, next).await,
            _ => Ok(next.run(request).await),
        }
    }
}

#[get("/{way}/items/{name}")]
async fn items(way: String, name: String) -> Value {
    json!({ "way": way, "name": name })
}

/// The application.
pub fn app() -> App {
    App::new()
        .title("Hosts")
        .routes(routes![items])
        .middleware(ByPath::new())
}
