//! Defaults of another type than the parameter's.

use twinlane::prelude::*;

#[get("/items")]
fn list(#[query(default = "none")] skip: u32, #[query(default = String::new())] limit: u32) -> Value {
    json!([skip, limit])
}

fn main() {
    let _ = routes![list];
}
