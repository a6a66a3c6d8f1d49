//! Serves the application `groups`.

use twinlane_conformance::apps::groups;

#[twinlane::main]
async fn main() -> twinlane::Result {
    groups::app().serve().await
}
