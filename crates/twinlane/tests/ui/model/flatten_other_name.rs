//! Serde's `flatten` above a map of another name, of which `#[model]` cannot see that it is one.

use std::collections::HashMap;

use twinlane::prelude::*;

type Extras = HashMap<String, Value>;

#[model]
struct Item {
    #[serde(flatten)]
    extras: Extras,
}

fn main() {}
