use twinlane::prelude::*;
use twinlane::security::HttpBearer;

#[security(HttpBearer)]
struct Nothing;

#[security(HttpBearer)]
struct Two(String, String);

#[security(HttpBearer)]
struct Number(u64);

#[security(HttpBearer)]
fn function() {}

#[security]
struct NoScheme(String);

fn main() {}
