//! Defaults of another type than the parameter's, and beside `required`.

use twinlane::prelude::*;

#[get("/items")]
fn list(#[query(default = "none")] skip: u32, #[query(default = String::new())] limit: u32) -> Value {
    json!([skip, limit])
}

#[get("/given")]
fn given(#[query(required, default = 1)] q: Option<i64>) -> Value {
    json!(q)
}

fn main() {
    let _ = routes![list, given];
}
