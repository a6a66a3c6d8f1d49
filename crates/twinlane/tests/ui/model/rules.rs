//! A rule is one that values of the field's type have.

use std::collections::HashMap;

use twinlane::prelude::*;
use twinlane::types::Time;

#[model]
struct Item {
    #[field(pattern = "(")]
    code: String,
    #[field(min_length = 1, min_items = 2)]
    tags: Vec<String>,
    #[field(past, future)]
    day: Date,
}

#[model(untagged)]
enum IntOrText {
    Int(#[field(ge = 1)] i64),
    Text(String),
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
    #[field(past)]
    begins: Time,
    #[field(multiple_of = "2024-01-01")]
    day: Date,
    #[field(min_length = 3)]
    total: i64,
    #[field(allow_inf_nan)]
    note: Option<String>,
    #[field(ge = 1)]
    either: IntOrText,
    #[field(strict)]
    ids: Vec<i64>,
    #[field(strict)]
    more: HashMap<String, i64>,
}

#[model]
struct Name(#[field(unique_items)] String);

fn main() {}
