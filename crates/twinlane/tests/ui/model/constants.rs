//! Constants and functions of another type than a field's.

use twinlane::prelude::*;

const FLAG: bool = true;
const HALF: f64 = 0.5;
const WIDE: i32 = 5;

#[model]
struct Item {
    #[field(le = FLAG)]
    bound: i64,
    #[field(max_length = HALF)]
    length: String,
    #[field(decimal_places = HALF)]
    digits: Decimal,
    #[field(default = WIDE)]
    default: i64,
    #[field(default = FLAG)]
    default_of_option: Option<i64>,
    #[field(default = [WIDE, FLAG])]
    default_of_list: Vec<i32>,
    #[field(default_factory = text)]
    made: i64,
    #[field(pattern = WIDE)]
    pattern: String,
}

#[model(title = WIDE, description = FLAG, partial = HALF)]
struct Described {
    #[field(title = WIDE, description = FLAG)]
    text: String,
}

#[model]
struct Name(#[field(min_length = FLAG)] String);

fn text() -> String {
    String::new()
}

fn main() {}
