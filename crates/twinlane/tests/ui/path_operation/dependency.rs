//! A dependency that cannot be one.

use twinlane::prelude::*;

struct Unknown;

#[dependency]
const unsafe fn qualified() {}

#[dependency]
async fn unnamed() -> impl Send {
    1
}

#[dependency]
fn takes(unknown: Unknown) {}

fn main() {}
