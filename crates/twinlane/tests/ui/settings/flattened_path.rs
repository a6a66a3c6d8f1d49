//! A flattened model of settings reads no field along a path either.

use twinlane::prelude::*;

#[model]
struct Common {
    #[field(validation_alias = AliasPath("hosts", 0))]
    host: Option<String>,
}

#[settings]
struct Settings {
    #[field(flatten)]
    common: Common,
}

fn main() {}
