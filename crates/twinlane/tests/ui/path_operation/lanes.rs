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

#[get("/waits", thread_capacity = 4, thread_queue = 9)]
async fn waits() {}

#[get("/short", in_place, never_shed)]
fn short() {}

#[get("/heavy", cpu, thread_capacity = 1)]
fn heavy() {}

#[get("/health", never_shed, thread_capacity = 1)]
fn health() {}

fn main() {
    let _ = routes![hello, primes, waits, short, heavy, health];
    let _ = dependencies![both];
}
