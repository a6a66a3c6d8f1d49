//! Checks that take another value, and an option of `Option`s alone.

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

#[get("/never-null")]
fn never_null(#[query(not_null)] a: i64) -> Value {
    json!(a)
}

fn main() {
    let _ = routes![list, never_null];
}
