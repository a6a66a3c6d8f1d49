//! Only a model whose fields fit can be flattened.

use twinlane::prelude::*;

#[model]
struct Base {
    name: String,
}

#[model]
struct Renamed {
    #[field(flatten, alias = "b")]
    base: Base,
}

#[model(tag = "kind")]
enum Shape {
    Circle {
        #[field(flatten)]
        base: Base,
    },
}

#[model]
struct Text {
    #[field(flatten)]
    text: String,
}

fn main() {}
