//! Fields that borrow.

use std::borrow::Cow;

use twinlane::prelude::*;

#[model]
struct Item {
    name: &'static str,
    tags: Vec<&'static str>,
    note: Option<Cow<'static, str>>,
    #[field(skip)]
    made: &'static str,
}

#[model]
struct Borrowed<'a> {
    name: &'a str,
}

#[model(untagged)]
enum Shape {
    Named { name: &'static str },
    Text(&'static str),
}

#[post("/items")]
async fn create(item: Item) -> Item {
    item
}

fn main() {
    let _ = routes![create];
}
