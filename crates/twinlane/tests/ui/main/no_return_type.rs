//! A `main` that returns nothing.

use twinlane::prelude::*;

#[twinlane::main]
async fn main() {
    App::new().serve().await.unwrap();
}
