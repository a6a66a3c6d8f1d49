//! The application of `checks/batches`: batch functions of every kind, whose items count how often they have run.

mod answers;
mod fates;
mod slow;

use std::sync::Arc;

use twinlane::prelude::*;

use fates::Runs;

#[twinlane::main]
async fn main() -> Result {
    let runs = Arc::new(Runs::default());
    App::new()
        .title("batches")
        .state(Arc::clone(&runs))
        .routes(answers::routes())
        .routes(slow::routes())
        .serve()
        .await?;
    // All threads have ended: nothing runs any more.
    std::fs::write(std::env::var("HOSTILE_NOTES")?, runs.to_string())?;
    Ok(())
}
