//! Operations whose input is meant to cost the server more than the client.

use twinlane::Route;
use twinlane::prelude::*;
use twinlane::types::Regex;

pub(crate) fn routes() -> Vec<Route> {
    routes![
        many_fields,
        many_items,
        numbers,
        free,
        keys,
        patterns,
        upload,
        fields
    ]
}

/// An object of which every field has to be there.
#[model]
struct Wide {
    f00: i64,
    f01: i64,
    f02: i64,
    f03: i64,
    f04: i64,
    f05: i64,
    f06: i64,
    f07: i64,
    f08: i64,
    f09: i64,
    f10: i64,
    f11: i64,
    f12: i64,
    f13: i64,
    f14: i64,
    f15: i64,
    f16: i64,
    f17: i64,
    f18: i64,
    f19: i64,
}

/// Each missing field is an error, and repeats the whole object as its input.
#[post("/wide")]
async fn many_fields(body: Wide) -> i64 {
    body.f00
}

#[post("/wides")]
async fn many_items(body: Vec<Wide>) -> usize {
    body.len()
}

#[post("/numbers")]
async fn numbers(body: Vec<i64>) -> usize {
    body.len()
}

#[post("/free")]
async fn free(body: Value) -> usize {
    body.as_array().map_or(0, Vec::len)
}

#[post("/keys")]
async fn keys(body: HashMap<String, i64>) -> usize {
    body.len()
}

#[model]
struct Patterns {
    patterns: Vec<Regex>,
}

#[post("/patterns")]
async fn patterns(body: Patterns) -> usize {
    body.patterns.len()
}

#[post("/upload")]
async fn upload(files: Vec<UploadFile>) -> usize {
    files.len()
}

#[post("/fields")]
async fn fields(#[form] names: Vec<String>) -> usize {
    names.len()
}
