//! Options that are wrong.

use twinlane::prelude::*;

#[twinlane::main(threads = 4, workers = 0, spare_workers = "many")]
async fn main() -> Result {
    App::new().serve().await
}
