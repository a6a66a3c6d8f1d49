//! The fields of a flattened model fit those beside them.

use twinlane::prelude::*;

#[model]
struct Base {
    name: String,
}

#[model]
struct Twice {
    #[field(flatten)]
    base: Base,
    name: String,
}

#[model(extra = "forbid")]
struct Closed {
    id: i64,
}

#[model]
struct Open {
    #[field(flatten)]
    closed: Closed,
}

#[model(computed(name: String))]
struct Computed {
    #[field(flatten)]
    base: Base,
}

impl Computed {
    fn name(&self) -> String {
        self.base.name.to_uppercase()
    }
}

fn main() {}
