//! Options with a value of the wrong kind, or there twice.

use twinlane::prelude::*;

#[model(title = 5)]
struct Item {
    #[field(alias, min_length = 0.5, max_length = "50")]
    name: String,
    #[field(gt = "0", multiple_of = 0, deprecated = 1)]
    price: f64,
    #[field(ge = 0, ge = 1)]
    #[field(title)]
    count: u32,
}

fn main() {}
