//! A teardown in the scope of another life.

use std::sync::Arc;

use twinlane::prelude::*;
use twinlane::dependency::{AfterResponse, AtShutdown};
use twinlane::Provided;

#[dependency(lifespan)]
async fn after_response() -> Provided<u8, AfterResponse> {
    Provided::new(1).after_response(async |_, _| ())
}

#[dependency(lifespan)]
async fn before_response() -> Result<Provided<u8>> {
    Ok(Provided::new(1).before_response(async |_, _| ()))
}

#[dependency]
async fn at_shutdown() -> Provided<u8, AtShutdown> {
    Provided::new(1).at_shutdown(async |_| ())
}

#[dependency]
fn at_shutdown_of_a_result() -> Result<Provided<u8, AtShutdown>> {
    Ok(Provided::new(1).at_shutdown(|_: Arc<u8>| ()))
}

fn main() {}
