//! The application of `checks/proxies`: it says what it takes a request for.

mod live;

use std::time::Duration;

use twinlane::middleware::{HttpsRedirect, RateLimit};
use twinlane::prelude::*;
use twinlane::server::Connection;
use twinlane::{Settings, log};

/// The request as the application sees it. `connection` is the peer's port, which stays the same for all requests of a connection.
#[get("/where/")]
async fn whereabouts(request: &Request) -> Value {
    let connection = request.extensions().get::<Connection>();
    let client = request.client();
    json!({
        "client": client.map(|client| client.ip().to_string()),
        "scheme": request.scheme().as_str(),
        "url": request.url(),
        "root_path": request.root_path(),
        "connection": connection.and_then(Connection::peer).map(|peer| peer.port()),
    })
}

/// Two requests an hour from each client.
#[get("/")]
async fn limited() -> String {
    "within the limit".to_owned()
}

/// Within TLS only.
#[get("/")]
async fn secure() -> String {
    "within TLS".to_owned()
}

fn app() -> App {
    let limit = RateLimit::per_client(2, Duration::from_hours(1));
    live::added_to(App::new())
        .title("Behind a proxy")
        .routes(routes![whereabouts])
        .router(
            Router::new()
                .prefix("/limited")
                .routes(routes![limited])
                .middleware(limit),
        )
        .router(
            Router::new()
                .prefix("/secure")
                .routes(routes![secure])
                .middleware(HttpsRedirect::new()),
        )
}

#[twinlane::main]
async fn main() -> Result {
    let settings = Settings::new().access_log(true).from_args();
    log::start(&settings);
    let running = app().check_with(&settings)?.start().await?;
    // Within a service, requests have their connection in their extensions.
    running.serve_within(&settings, |service| service).await
}
