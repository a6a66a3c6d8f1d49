//! Paths that lead nowhere, names that two fields have, and options that contradict `not_null`.

use twinlane::prelude::*;

#[model]
struct Item {
    #[field(validation_alias = AliasPath())]
    a: i64,
    #[field(validation_alias = AliasPath("b", -0))]
    b: i64,
    #[field(validation_alias = AliasPath(0))]
    c: i64,
    #[field(validation_alias = [])]
    d: i64,
    #[field(not_null, required)]
    e: Option<i64>,
    #[field(not_null, foreign, schema = json!({}))]
    f: Option<std::net::SocketAddr>,
    #[field(validation_alias = AliasPath("l", 0))]
    g: i64,
    #[field(alias = "g")]
    h: i64,
}

fn main() {}
