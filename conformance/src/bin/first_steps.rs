//! Serves the application `first_steps`.

use twinlane_conformance::apps::first_steps;

#[twinlane::main]
async fn main() -> twinlane::Result {
    first_steps::app().serve().await
}
