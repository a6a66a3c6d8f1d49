//! Behind a proxy: what `X-Forwarded-For` and `X-Forwarded-Proto` say, and what depends on it.

use twinlane::prelude::*;
use twinlane::middleware::{HttpsRedirect, Middleware, Next};
use twinlane::Response;

/// The redirect to HTTPS, where the path asks for it.
struct ByPath(HttpsRedirect);

impl Middleware for ByPath {
    async fn handle(&self, request: Request, next: Next) -> Result<Response> {
        if request.uri().path().starts_with("/secure/") {
            return self.0.handle(request, next).await;
        }
        Ok(next.run(request).await)
    }
}

#[get("/client")]
async fn client(request: &Request) -> Value {
    json!({ "client": request.client().map(|client| client.ip().to_string()) })
}

#[get("/port")]
async fn port(request: &Request) -> Value {
    json!({ "client": request.client().map(|client| (client.ip().to_string(), client.port())) })
}

#[get("/url")]
async fn url(request: &Request) -> Value {
    json!({ "scheme": request.scheme().as_str(), "url": request.url() })
}

#[get("/secure/{name}")]
async fn secure(name: String, request: &Request) -> Value {
    json!({ "name": name, "url": request.url() })
}

#[get("/items/")]
async fn read_items() -> Value {
    json!(["plumbus", "portal gun"])
}

/// The application.
pub fn app() -> App {
    App::new()
        .title("Proxies")
        .routes(routes![client, port, url, secure, read_items])
        .middleware(ByPath(HttpsRedirect::new()))
}
