//! An enum has no fields that could stand among others.

use twinlane::prelude::*;

#[model(tag = "kind")]
enum Shape {
    Square { size: u32 },
    Circle { radius: u32 },
}

#[model]
struct Item {
    name: String,
    #[field(flatten)]
    shape: Shape,
}

fn main() {}
