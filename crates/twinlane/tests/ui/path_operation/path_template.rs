//! Paths that are none.

use twinlane::prelude::*;

#[get("items")]
fn no_slash() {}

#[get("/items/{item_id")]
fn never_closed(item_id: i64) -> i64 {
    item_id
}

#[get("/items/{item_id:integer}/größe")]
fn unknown_convertor(item_id: i64) -> i64 {
    item_id
}

fn main() {
    let _ = routes![no_slash, never_closed, unknown_convertor];
}
