//! `not_null` is for an `Option`: one error for each field.

use twinlane::prelude::*;

#[model]
struct Item {
    #[field(not_null)]
    size: i64,
    #[field(not_null, ge = 1, default = 3)]
    number: u8,
    #[field(not_null)]
    names: Vec<String>,
    #[field(not_null)]
    fits: Option<Vec<String>>,
}

#[model(tag = "kind")]
enum Pet {
    Cat {
        #[field(not_null)]
        lives: u8,
    },
    Dog {
        #[field(not_null)]
        item: Item,
    },
}

#[model]
struct Page<T> {
    #[field(not_null)]
    first: Option<T>,
    #[field(not_null)]
    second: T,
}

fn main() {}
