//! A function without an attribute among the routes.

use twinlane::prelude::*;

fn list() -> Value {
    json!([])
}

fn main() {
    let _ = routes![list];
}
