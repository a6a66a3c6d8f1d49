//! Two methods for one function.

use twinlane::prelude::*;

#[get("/items")]
#[post("/items")]
fn items() -> Value {
    json!([])
}

fn main() {
    let _ = routes![items];
}
