//! `not_null` is for an `Option`.

use twinlane::prelude::*;

#[model]
struct Item {
    #[field(not_null)]
    size: i64,
}

fn main() {}
