//! Serves the application `validation`.

use twinlane_conformance::apps::validation;

#[twinlane::main]
async fn main() -> twinlane::Result {
    validation::app().serve().await
}
