//! A case that is not there.

use twinlane::prelude::*;

#[model(rename_all = "camel_case")]
struct Item {
    name: String,
}

#[model(rename_all = "Train-Case")]
enum Colour {
    SkyBlue,
}

fn main() {}
