//! Functions of other kinds.

use twinlane::prelude::*;

#[get("/a")]
const fn constant() {}

#[get("/b")]
unsafe fn dangerous() {}

#[get("/c")]
extern "C" fn foreign() {}

fn main() {
    let _ = routes![constant, dangerous, foreign];
}
