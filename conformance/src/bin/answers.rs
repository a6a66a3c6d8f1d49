//! Serves the application `answers`.

use twinlane_conformance::apps::answers;

#[twinlane::main]
async fn main() -> twinlane::Result {
    answers::app().serve().await
}
