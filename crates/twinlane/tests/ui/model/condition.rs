//! A condition inside a model.

use twinlane::prelude::*;

#[model]
struct Item {
    #[cfg(unix)]
    name: String,
}

fn main() {}
