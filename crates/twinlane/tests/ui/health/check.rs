use twinlane::lifespan::Health;
use twinlane::prelude::*;

/// No dependency.
async fn database() -> Result<()> {
    Ok(())
}

#[get("/disk")]
fn disk() -> Result<()> {
    Ok(())
}

/// The error would be seen by nobody.
#[dependency]
async fn queue() -> Option<Result<(), HttpError>> {
    None
}

fn main() {
    let _ = Health::new().checks(dependencies![database]);
    let _ = Health::new().checks(dependencies![disk]);
    let _ = Health::new().checks(dependencies![queue]);
}
