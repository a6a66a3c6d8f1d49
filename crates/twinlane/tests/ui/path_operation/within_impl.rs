//! A path operation within an `impl`: no macro is told that it stands there.

use twinlane::prelude::*;

struct Items;

impl Items {
    #[get("/")]
    async fn list() -> u32 {
        1
    }
}

fn main() {}
