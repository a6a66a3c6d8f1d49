//! Serves the application `sources`.

use twinlane_conformance::apps::sources;

#[twinlane::main]
async fn main() -> twinlane::Result {
    sources::app().serve().await
}
