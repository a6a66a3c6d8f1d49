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

#[security(HttpBearer)]
struct Generic<T>(T);

struct Mine;

impl Mine {
    const fn new() -> Self {
        Self
    }
}

#[security(Mine)]
struct OfMine(String);

fn main() {}
