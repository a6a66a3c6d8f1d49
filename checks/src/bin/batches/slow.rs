//! A model of a known speed: a batch of 32 takes 64 ms.

use std::thread;
use std::time::Duration;

use twinlane::prelude::*;
use twinlane::routing::Route;

pub(crate) fn routes() -> Vec<Route> {
    routes![ask_slow]
}

#[batch(max_size = 32, queue = 64)]
fn slow(items: Vec<u32>) -> Vec<u32> {
    let each = u32::try_from(items.len()).unwrap_or(u32::MAX);
    thread::sleep(Duration::from_millis(32) + Duration::from_millis(1) * each);
    items
}

#[get("/slow")]
async fn ask_slow(item: u32, slow: Batch<slow>) -> Result<u32> {
    Ok(slow.one(item).await?)
}
