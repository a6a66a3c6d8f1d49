use twinlane::prelude::*;

#[model]
struct Item {
    name: String,
}

#[model]
struct Order {
    #[field(flatten)]
    item: Given<Item>,
}

fn main() {}
