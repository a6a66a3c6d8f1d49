//! Serves the application `dependencies`.

use twinlane_conformance::apps::dependencies;

#[twinlane::main]
async fn main() -> twinlane::Result {
    dependencies::app().serve().await
}
