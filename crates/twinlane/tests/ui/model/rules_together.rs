//! The rules of a field leave values, and do not loosen those of its type.

use twinlane::prelude::*;
use twinlane::types::DateTime;

#[model]
struct Age(#[field(ge = 18, le = 120, multiple_of = 2)] u8);

#[model]
struct Name(#[field(min_length = 2, max_length = 5, pattern = "^[a-z]+$", to_lower)] String);

#[model]
struct Past(#[field(past)] Date);

#[model]
struct Contradictions {
    #[field(ge = 5, le = 4)]
    range: i64,
    #[field(gt = 1, lt = 2)]
    between: i64,
    #[field(gt = 0.5, lt = 0.5)]
    float: f64,
    #[field(gt = 255)]
    byte: u8,
    #[field(ge = 1, le = 9, multiple_of = 10)]
    tens: i64,
    #[field(min_length = 4, max_length = 3)]
    text: String,
    #[field(min_items = 4, max_items = 3)]
    list: Vec<i64>,
    #[field(gt = "2024-01-02", lt = "2024-01-01")]
    day: Date,
    #[field(ge = "2024-01-01T02:00:00+02:00", lt = "2024-01-01T00:00:00Z")]
    moment: DateTime,
    #[field(ge = "PT2M", le = "PT90S")]
    duration: std::time::Duration,
    #[field(ge = "1.5", le = 1)]
    price: Decimal,
    #[field(max_digits = 0)]
    digits: Decimal,
    #[field(min_length = 2)]
    letter: char,
}

#[model]
struct OfTypes {
    #[field(ge = 17)]
    looser: Age,
    #[field(gt = 120)]
    none: Age,
    #[field(lt = 122)]
    higher: Age,
    #[field(multiple_of = 3)]
    other_step: Age,
    #[field(min_length = 1)]
    short: Name,
    #[field(max_length = 6)]
    long: Name,
    #[field(max_length = 1)]
    nothing: Name,
    #[field(pattern = "a")]
    pattern: Name,
    #[field(to_upper)]
    upper: Name,
    #[field(future)]
    future: Past,
    // These are stricter.
    #[field(ge = 18, le = 119, multiple_of = 4)]
    age: Age,
    #[field(min_length = 3, max_length = 4, to_lower)]
    name: Name,
}

fn main() {}
