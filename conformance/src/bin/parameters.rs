//! Serves the application `parameters`.

use twinlane_conformance::apps::parameters;

#[twinlane::main]
async fn main() -> twinlane::Result {
    parameters::app().serve().await
}
