//! Options with a value of the wrong kind, or there twice.

use twinlane::prelude::*;

#[get("/", status = "201", tags = "items", summary = 5, deprecated = "yes", hidden, hidden)]
fn wrong() {}

#[get("/", status = 1000)]
fn impossible_status() {}

#[get("/", summary)]
fn no_value() {}

fn main() {
    let _ = routes![wrong, impossible_status, no_value];
}
