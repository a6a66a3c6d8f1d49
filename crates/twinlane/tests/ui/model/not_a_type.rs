//! Something else than a struct or an enum.

use twinlane::prelude::*;

#[model]
fn item() {}

#[model]
union Bits {
    int: u32,
    float: f32,
}

fn main() {
    item();
}
