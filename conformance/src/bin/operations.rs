//! Serves the application `operations`.

use twinlane_conformance::apps::operations;

#[twinlane::main]
async fn main() -> twinlane::Result {
    operations::app().serve().await
}
