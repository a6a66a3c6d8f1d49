//! One name on the wire for two fields or variants.

use twinlane::prelude::*;

#[model]
struct Item {
    name: String,
    #[field(alias = "name")]
    title: String,
}

#[model(rename_all = "lowercase")]
enum Colour {
    Red,
    RED,
}

fn main() {}
