//! The number of a variant that the macro cannot see.

use twinlane::prelude::*;

const BASE: isize = 10;

#[model(integer)]
enum Level {
    Low = BASE,
    Middle,
    High = 1 << 3,
}

fn main() {}
