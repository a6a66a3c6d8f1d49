//! A generic model.

use twinlane::prelude::*;

#[model]
struct Page<T> {
    items: Vec<T>,
}

#[get("/pages")]
fn read() -> Page<i64> {
    Page { items: Vec::new() }
}

fn main() {
    let _ = routes![read];
}
