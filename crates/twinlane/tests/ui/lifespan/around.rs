//! A function around an application that leaves it out, or runs it twice.

use twinlane::prelude::*;
use twinlane::lifespan::{Around, Ended};

async fn leaves_it_out(_app: Around) -> Result<()> {
    Ok(())
}

async fn runs_it_twice(app: Around) -> Result<Ended> {
    let _ = app.run().await;
    Ok(app.run().await)
}

fn main() {
    let _ = App::new().around(leaves_it_out).around(runs_it_twice);
}
