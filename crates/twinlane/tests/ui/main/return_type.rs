//! A return type that `main` cannot have.

use twinlane::prelude::*;

#[twinlane::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    App::new().serve().await?;
    Ok(())
}
