//! Constants and expressions that are no value of their option.

use twinlane::prelude::*;

const TOO_HIGH: u16 = 999;
const NEGATIVE: i64 = -1;
const ZERO: i64 = 0;
const FLAG: bool = true;
const NUMBER: i64 = 1;
const HALF: f64 = 0.5;

#[get("/status", status = TOO_HIGH)]
fn status() {}

#[get("/flag", status = FLAG)]
fn flag() {}

#[get("/rules")]
fn rules(
    #[query(max_length = NEGATIVE)] a: String,
    #[query(multiple_of = ZERO)] b: i64,
    #[query(le = FLAG)] c: i64,
    #[query(default = FLAG)] d: i64,
    #[query(default_factory = rules_of)] e: i64,
    #[query(min_length = HALF)] f: String,
    #[query(default = [NUMBER, FLAG])] g: Vec<i64>,
    #[query(default_factory = of_number)] h: i64,
    #[query(pattern = NUMBER)] i: String,
    #[query(max_digits = FLAG)] j: Decimal,
) -> Value {
    json!([a, b, c, d, e, f, g, h, i, j])
}

fn of_number(number: i64) -> i64 {
    number
}

fn rules_of() -> String {
    String::new()
}

/// Texts.
#[get(
    "/texts",
    summary = NUMBER,
    description = FLAG,
    response_description = HALF,
    operation_id = NUMBER,
    name = NUMBER,
    tags = [NUMBER],
    media_type = NUMBER,
    response_include = [NUMBER]
)]
fn texts(#[query(title = NUMBER, description = FLAG)] a: i64) -> i64 {
    a
}

fn main() {
    let _ = routes![status, flag, rules, texts];
}
