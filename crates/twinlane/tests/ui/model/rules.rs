//! A rule looks at values of the field's type, and is well written.

use std::collections::HashMap;

use twinlane::prelude::*;

#[model]
struct Item {
    #[field(pattern = "(")]
    code: String,
    #[field(min_length = 1, min_items = 2)]
    tags: Vec<String>,
    #[field(past, future)]
    day: Date,
}

#[model]
struct Other {
    #[field(gt = 0)]
    name: String,
    #[field(pattern = "^[a-z]+$")]
    count: i64,
    #[field(max_digits = 4)]
    price: f64,
    #[field(past)]
    sizes: HashMap<String, i64>,
}

#[model]
struct Name(#[field(unique_items)] String);

fn main() {}
