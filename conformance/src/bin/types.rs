//! Serves the application `types`.

use twinlane_conformance::apps::types;

#[twinlane::main]
async fn main() -> twinlane::Result {
    types::app().serve().await
}
