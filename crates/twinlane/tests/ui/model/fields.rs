//! Fields that a model does not have, and several where one is asked for.

use twinlane::prelude::*;

#[model]
struct Item {
    name: String,
    price: f64,
}

fn changed(changes: &Partial<Item>) {
    let _ = changes.get(fields![Item: prise]);
    let _ = changes.has(fields![Item: name, price]);
    let _: Option<&String> = changes.get(fields![Item: price]);
}

fn made(item: Item) -> Given<Item> {
    Given::new(item, fields![Item: naem, price])
}

#[model]
struct Flat {
    #[field(flatten)]
    item: Given<Item>,
}

fn main() {}
