//! A lane for a function that has one, and two lanes.

use twinlane::prelude::*;

#[get("/", in_place)]
async fn hello() -> String {
    "Hello".to_owned()
}

#[get("/primes", cpu)]
async fn primes() {}

#[dependency(in_place, cpu)]
fn both() {}

fn main() {
    let _ = routes![hello, primes];
    let _ = dependencies![both];
}
