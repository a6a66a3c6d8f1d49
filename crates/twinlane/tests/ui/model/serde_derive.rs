//! What `#[model]` does itself.

use twinlane::prelude::*;

#[model]
#[derive(Debug, Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    #[serde(rename = "itemName")]
    name: String,
}

fn main() {
    println!("{:?}", Item { name: "Lamp".to_owned() });
}
