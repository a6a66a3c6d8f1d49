//! Attributes of parameters that are not there, or there twice.

use twinlane::prelude::*;

#[get("/items")]
fn list(#[qurey] q: String, #[header] user_agent: String, #[query] #[path] page: u32) -> Value {
    json!([q, user_agent, page])
}

fn main() {
    let _ = routes![list];
}
