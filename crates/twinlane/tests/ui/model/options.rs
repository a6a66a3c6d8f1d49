//! Options that do not go together, and options of another form.

use twinlane::prelude::*;

#[model(extra = "allow")]
struct Open {
    id: i64,
}

#[model(extra = "deny")]
struct Closed {
    #[field(default = 1, default_factory = one)]
    id: i64,
    #[field(read_only, write_only)]
    note: Option<String>,
}

#[model(computed = "area", check = "is_square")]
struct Shape {
    width: f64,
}

fn one() -> i64 {
    1
}

fn main() {}
