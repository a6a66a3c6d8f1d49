//! Two parameters that read one value.

use twinlane::prelude::*;

#[get("/items")]
fn list(#[query] q: String, #[query(alias = "q")] query: String) -> Value {
    json!([q, query])
}

fn main() {
    let _ = routes![list];
}
