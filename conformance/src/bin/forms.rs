//! Serves the application `forms`.

use twinlane_conformance::apps::forms;

#[twinlane::main]
async fn main() -> twinlane::Result {
    forms::app().serve().await
}
