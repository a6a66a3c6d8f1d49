//! Constants and expressions that are no value of their option.

use twinlane::prelude::*;

const TOO_HIGH: u16 = 999;
const NEGATIVE: i64 = -1;
const ZERO: i64 = 0;
const FLAG: bool = true;
const NUMBER: i64 = 1;

#[get("/status", status = TOO_HIGH)]
fn status() {}

#[get("/rules")]
fn rules(
    #[query(max_length = NEGATIVE)] a: String,
    #[query(multiple_of = ZERO)] b: i64,
    #[query(le = FLAG)] c: i64,
    #[query(default = FLAG)] d: i64,
    #[query(default_factory = rules_of)] e: i64,
) -> Value {
    json!([a, b, c, d, e])
}

fn rules_of() -> String {
    String::new()
}

#[get("/texts", summary = NUMBER, tags = [NUMBER])]
fn texts() {}

fn main() {
    let _ = routes![status, rules, texts];
}
