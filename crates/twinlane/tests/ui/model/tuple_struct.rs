//! A tuple struct with more than one field, or none.

use twinlane::prelude::*;

#[model]
struct Point(f64, f64);

#[model]
struct Nothing();

#[model]
struct Unit;

#[post("/points")]
fn create(point: Point) -> Option<Nothing> {
    let _ = (point.0, point.1, Unit);
    None
}

fn main() {
    let _ = routes![create];
}
