//! Serves the application `handlers`.

use twinlane_conformance::apps::handlers;

#[twinlane::main]
async fn main() -> twinlane::Result {
    handlers::app().serve().await
}
