//! A plain `main`.

use twinlane::prelude::*;

#[twinlane::main]
fn main() -> Result {
    App::new().serve();
    Ok(())
}
