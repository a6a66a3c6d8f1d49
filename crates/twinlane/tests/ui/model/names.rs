//! No two fields have a name in common.

use twinlane::prelude::*;

#[model(populate_by_name)]
struct Item {
    #[field(alias = "item_id")]
    id: i64,
    #[field(alias = "item_id")]
    other: i64,
    #[field(serialization_alias = "label")]
    name: String,
    #[field(serialization_alias = "label")]
    title: String,
}

#[model(tag = "kind")]
enum Payment {
    Card { kind: String },
    #[field(rename = "Card")]
    Transfer(Item),
}

fn main() {}
