//! Serves the application `metadata`.

use twinlane_conformance::apps::metadata;

#[twinlane::main]
async fn main() -> twinlane::Result {
    metadata::app().serve().await
}
