//! Serves the application `bodies`.

use twinlane_conformance::apps::bodies;

#[twinlane::main]
async fn main() -> twinlane::Result {
    bodies::app().serve().await
}
