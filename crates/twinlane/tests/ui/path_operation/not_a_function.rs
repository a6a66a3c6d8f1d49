//! Something else than a function.

use twinlane::prelude::*;

#[get("/items")]
struct Items;

fn main() {}
