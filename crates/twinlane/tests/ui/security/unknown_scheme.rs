use twinlane::prelude::*;

#[security(HttpBearer)]
struct Unknown(String);

fn main() {}
