//! Defaults of another type than the field's.

use twinlane::prelude::*;

#[model]
struct Item {
    #[field(default = "none")]
    count: u32,
    #[field(default = String::new())]
    price: f64,
}

fn main() {}
