//! Operations whose input is meant to cost the server more than the client.

use bytes::Bytes;
use std::collections::HashMap;

use twinlane::middleware::GZip;
use twinlane::prelude::*;
use twinlane::response::Streaming;
use twinlane::routing::Route;
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
        fields,
        packed
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

const CHUNK: usize = 64 * 1024;
const GIBIBYTE: usize = 1 << 30;

/// A gibibyte, which is compressed as it comes: to a thousandth, or not at all if it is noise.
#[get("/packed", middleware = [GZip::new().level(1)])]
async fn packed(noise: bool) -> Streaming {
    let bytes = (0..CHUNK as u64).map(|place| if noise { mixed(place) } else { b'x' });
    let chunk: Bytes = bytes.collect();
    Streaming::of(std::iter::repeat_n(chunk, GIBIBYTE / CHUNK))
}

/// No two stretches of it are alike within the window of gzip.
fn mixed(place: u64) -> u8 {
    let mixed = place.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23);
    let mixed = (mixed ^ place).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed.to_be_bytes()[0]
}
