//! Only a model whose fields fit can be flattened.

use std::collections::HashMap;

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
struct Boxes {
    #[field(flatten)]
    option: Option<Base>,
    #[field(flatten)]
    list: Vec<Base>,
    #[field(flatten)]
    boxed: Box<Base>,
    #[field(flatten)]
    map: HashMap<String, Value>,
    #[field(flatten, extra)]
    both: Base,
}

#[model]
struct Text {
    #[field(flatten)]
    text: String,
}

fn main() {}
