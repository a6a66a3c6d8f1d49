//! Does one contender's work so many times: `bench_model CONTENDER WORK SIZE TIMES`. Prints the CPU nanoseconds of one.
//!
//! | | |
//! | --- | --- |
//! | contender | `serde_json`, `garde`, `validator`, `twinlane`, `patterns`, `no_patterns` |
//! | work | `read`, `write`, `refuse` |
//! | size | `small` (1 KB), `large` (100 KB) |

use std::hint::black_box;
use std::time::Instant;

use serde::Serialize;
use serde::de::DeserializeOwned;
use twinlane_benches::model::{checked, invalid, large, pydantic_like as ours, small};
use twinlane_model::{DataTypeExt, Model};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [contender, work, size, times] = arguments.as_slice() else {
        panic!("bench_model CONTENDER WORK SIZE TIMES");
    };
    let is_small = size == "small";
    let document = match (work.as_str(), is_small) {
        ("refuse", _) => invalid(),
        (_, true) => small(),
        (_, false) => large(),
    };
    let times: u32 = times.parse().expect("a number of times");
    let began = Instant::now();
    for _ in 0..times {
        let done = match (contender.as_str(), work.as_str(), is_small) {
            ("serde_json", "read", true) => parse::<checked::Order>(&document),
            ("serde_json", "read", false) => parse::<checked::Batch>(&document),
            ("garde", "read", true) => garded::<checked::Order>(&document),
            ("garde", "read", false) => garded::<checked::Batch>(&document),
            ("validator", "read", true) => validated::<checked::Order>(&document),
            ("validator", "read", false) => validated::<checked::Batch>(&document),
            ("twinlane", "read", true) => modelled::<ours::Order>(&document),
            ("twinlane", "read", false) => modelled::<ours::Batch>(&document),
            ("patterns", "read", false) => modelled::<ours::PatternBatch>(&document),
            ("no_patterns", "read", false) => modelled::<ours::PlainBatch>(&document),
            ("twinlane", "refuse", false) => refused(&document),
            ("serde_json", "write", _) => {
                return write(
                    is_small,
                    times,
                    written::<checked::Order>,
                    written::<checked::Batch>,
                );
            }
            ("twinlane", "write", _) => {
                return write(
                    is_small,
                    times,
                    written::<ours::Order>,
                    written::<ours::Batch>,
                );
            }
            _ => panic!("no such work"),
        };
        black_box(done);
    }
    say(began, times);
}

fn parse<T: DeserializeOwned>(document: &str) -> bool {
    black_box(&serde_json::from_str::<T>(document).expect("the document fits"));
    true
}

fn garded<T: DeserializeOwned + garde::Validate<Context = ()>>(document: &str) -> bool {
    let value: T = serde_json::from_str(document).expect("the document fits");
    black_box(&value).validate().expect("the rules hold");
    true
}

fn validated<T: DeserializeOwned + validator::Validate>(document: &str) -> bool {
    let value: T = serde_json::from_str(document).expect("the document fits");
    black_box(&value).validate().expect("the rules hold");
    true
}

fn modelled<T: Model>(document: &str) -> bool {
    black_box(&T::from_json(document).expect("the document fits"));
    true
}

fn refused(document: &str) -> bool {
    let errors = ours::Batch::from_json(document).expect_err("the document has errors");
    assert!(
        errors.errors().len() >= 1_000,
        "a thousand errors are meant"
    );
    black_box(&errors);
    true
}

/// Writes what was read once.
fn write(is_small: bool, times: u32, one: fn(&str, u32), many: fn(&str, u32)) {
    if is_small {
        one(&small(), times);
    } else {
        many(&large(), times);
    }
}

fn written<T: DeserializeOwned + Serialize>(document: &str, times: u32) {
    let value: T = serde_json::from_str(document).expect("the document fits");
    let began = Instant::now();
    for _ in 0..times {
        black_box(serde_json::to_string(black_box(&value)).expect("it can be written"));
    }
    say(began, times);
}

#[expect(clippy::print_stdout, reason = "the answer of the program")]
fn say(began: Instant, times: u32) {
    println!("{}", began.elapsed().as_nanos() / u128::from(times));
}
