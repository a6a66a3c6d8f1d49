//! Parameters that borrow.

use std::borrow::Cow;

use twinlane::prelude::*;

#[model]
struct Item {
    name: String,
}

#[post("/items")]
fn create(name: &str, item: &Item, tags: Option<&[String]>, note: Cow<'_, str>) -> Value {
    json!([name, item.name, tags, note])
}

fn main() {
    let _ = routes![create];
}
