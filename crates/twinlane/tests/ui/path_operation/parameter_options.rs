//! Values of a parameter's options that are not theirs, and options that contradict each other.

use twinlane::prelude::*;

fn first() -> i64 {
    1
}

#[get("/items")]
fn list(
    #[query(not_null, required)] a: Option<i64>,
    #[query(validation_alias = AliasPath("l", 0))] b: i64,
    #[query(validation_alias = [])] c: i64,
    #[query(validation_alias = "d1", alias = "d2")] d: i64,
    #[header(validation_alias = ["e_1", "e 2"])] e: i64,
    #[header(validation_alias = "f_1", convert_underscores = false)] f: i64,
    #[query(default_factory = 3)] g: i64,
    #[query(default = 1, default_factory = first)] h: i64,
    #[query(check = 3)] i: i64,
    #[query(validation_alias = AliasPaths("l", 0))] j: i64,
    #[query(required, default_factory = first)] k: Option<i64>,
) -> Value {
    json!([a, b, c, d, e, f, g, h, i, j, k])
}

fn main() {
    let _ = routes![list];
}
