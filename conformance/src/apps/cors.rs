//! Cross-origin requests: `Cors` with every option. The first segment of the path says which.

use std::time::Duration;

use std::collections::HashMap;

use twinlane::prelude::*;
use twinlane::middleware::{Middleware, Next};
use twinlane::response::{ResponseExt, Streaming};
use twinlane::Response;

const SITE: &str = "https://example.com";

/// The policy that the path names.
struct ByPath(HashMap<&'static str, Cors>);

impl ByPath {
    fn new() -> Self {
        let cors = Cors::new;
        Self(HashMap::from([
            ("none", cors()),
            ("site", cors().allow_origins([SITE, "http://localhost:3000"])),
            (
                "all",
                cors()
                    .allow_origin(SITE)
                    .allow_origin("null")
                    .allow_credentials()
                    .allow_any_method()
                    .allow_headers(["X-B", "x-a", "accept"])
                    .expose_headers(["X-E", "x-f"])
                    .max_age(Duration::from_secs(5))
                    .allow_private_network(),
            ),
            (
                "any",
                cors()
                    .allow_any_origin()
                    .allow_methods(["GET", "POST", "patch"])
                    .expose_headers(["X-E"]),
            ),
            (
                "mirror",
                cors()
                    .allow_origin("*")
                    .allow_credentials()
                    .allow_any_header(),
            ),
            (
                "regex",
                cors().allow_origin_regex(
                    r"https://([a-z]+\.)?example\.com|http://localhost(:[0-9]+)?",
                ),
            ),
            (
                "both",
                cors()
                    .allow_origin("http://other.example:8080")
                    .allow_origin_regex("https://.*"),
            ),
        ]))
    }
}

impl Middleware for ByPath {
    async fn handle(&self, request: Request, next: Next) -> Result<Response> {
        let name = request.uri().path().split('/').nth(1).unwrap_or_default();
        match self.0.get(name) {
            Some(cors) => cors.handle(request, next).await,
            None => Ok(next.run(request).await),
        }
    }

    fn mistakes(&self) -> Vec<String> {
        self.0.values().flat_map(Middleware::mistakes).collect()
    }
}

#[get("/{policy}/items")]
async fn items(policy: String) -> Response {
    Response::json(&json!({ "policy": policy })).with_header("x-e", "e")
}

#[get("/{policy}/varied")]
async fn varied(policy: String) -> Response {
    Response::json(&json!({ "policy": policy }))
        .with_header("vary", "Accept-Encoding")
        .with_header("access-control-allow-origin", "https://own.example")
}

#[get("/{policy}/stream")]
async fn stream(policy: String) -> Streaming {
    let _ = policy;
    Streaming::of(["a", "b"]).media_type("text/plain")
}

#[post("/{policy}/teapot")]
async fn teapot(policy: String) -> Result<Value> {
    let _ = policy;
    Err(HttpError::new(418, "Teapot").into())
}

#[get("/{policy}/fails")]
async fn fails(policy: String) -> Result<Value> {
    let _ = policy;
    Err(std::io::Error::other("no disk").into())
}

#[options("/{policy}/own")]
async fn own(policy: String) -> Value {
    json!({ "options": policy })
}

/// The application.
pub fn app() -> App {
    App::new()
        .title("Cross-origin requests")
        .routes(routes![items, varied, stream, teapot, fails, own])
        .middleware(ByPath::new())
}
