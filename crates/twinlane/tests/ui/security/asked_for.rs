//! A scheme where a dependency is asked for.

use twinlane::prelude::*;
use twinlane::security::HttpBearer;

#[security(HttpBearer)]
struct Bearer(String);

#[get("/")]
async fn read(token: Depends<Bearer>) -> bool {
    token.0.is_empty()
}

#[dependency]
async fn borrowed<'t>(name: String) -> usize {
    name.len()
}

#[get("/q")]
async fn keywords(#[query(json_schema_extra = json!([1]))] q: String) -> String {
    q
}

fn main() {}
