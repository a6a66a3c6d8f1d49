//! A `Result` whose error is none.

use twinlane::prelude::*;

struct Problem;

#[get("/")]
fn read() -> std::result::Result<String, Problem> {
    Err(Problem)
}

fn main() {
    let _ = routes![read];
}
