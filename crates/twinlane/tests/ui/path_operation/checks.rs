//! Checks that take another value.

use twinlane::prelude::*;

fn is_even(_: &i64) -> Result<(), FieldError> {
    Ok(())
}

fn is_new(_: &String) -> bool {
    true
}

#[get("/items")]
fn list(#[query(check = is_even)] a: String, #[query(check = is_new)] b: String) -> Value {
    json!([a, b])
}

fn main() {
    let _ = routes![list];
}
