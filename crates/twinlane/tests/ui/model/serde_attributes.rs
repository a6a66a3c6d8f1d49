//! Serde's attributes keep their meaning where `#[model]` has one for them.

use twinlane::prelude::*;

#[model]
#[derive(serde::Serialize, serde::Deserialize, Debug)]
#[serde(rename_all = "camelCase", from = "String")]
struct Item {
    #[serde(rename = "id", borrow)]
    item_id: i64,
    #[serde(skip_serializing_if)]
    note: Option<String>,
}

fn main() {}
