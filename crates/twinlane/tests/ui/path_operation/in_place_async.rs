//! `in_place` where there is nothing to place.

use twinlane::prelude::*;

#[get("/", in_place)]
async fn hello() -> String {
    "Hello".to_owned()
}

fn main() {
    let _ = routes![hello];
}
