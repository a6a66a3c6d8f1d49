//! A dependency whose value cannot be shared between threads.

use std::cell::Cell;

use twinlane::prelude::*;

#[dependency]
async fn counter() -> Cell<u32> {
    Cell::new(0)
}

#[dependency]
async fn next(counter: Depends<counter>) -> u32 {
    counter.get() + 1
}

#[get("/")]
async fn read(counter: Depends<counter>) -> u32 {
    counter.get()
}

#[get("/optional")]
async fn read_optional(counter: Option<Depends<counter>>) -> u32 {
    counter.map_or(0, |counter| counter.get())
}

fn main() {
    let _ = routes![read, read_optional];
}
