//! Options of a parameter's attribute that are not there, and their values.

use twinlane::prelude::*;

#[get("/items")]
fn list(
    #[query(alais = "item-query")] q: Option<String>,
    #[query(ge = "0", minimum = 1)] skip: u32,
    #[query(max_length = -1)] name: String,
) -> Value {
    json!([q, skip, name])
}

fn main() {
    let _ = routes![list];
}
