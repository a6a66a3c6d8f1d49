//! The types of crates that are there when asked for.

use jiff::civil::Date as JiffDate;
use num_bigint::BigInt;
use twinlane_model::{Data, DataType, to_json};

use crate::body;

/// The value of a document, written as JSON again.
fn again<T: DataType>(document: &str) -> String {
    match body::<T>(document) {
        Ok(value) => to_json(&Data(&value)),
        Err(errors) => errors,
    }
}

#[test]
fn whole_numbers_have_any_size() {
    let long = "9".repeat(50);
    assert_eq!(again::<BigInt>(&long), long);
    assert_eq!(again::<BigInt>(&format!("\"-{long}\"")), format!("-{long}"));
    assert_eq!(again::<BigInt>("1e3"), "1000");
    assert_eq!(again::<BigInt>("-7"), "-7");
    assert!(again::<BigInt>("1.5").contains("int_from_float"));
    assert!(again::<BigInt>("\"x\"").contains("int_parsing"));
}

#[test]
fn a_bound_is_kept_by_numbers_of_any_size() {
    #[twinlane_model::model]
    struct Large {
        #[field(gt = 5)]
        size: BigInt,
    }

    let huge = format!("{{\"size\":{}}}", "9".repeat(50));
    assert_eq!(again::<Large>(&huge), huge);
    assert!(again::<Large>(&huge.replace(':', ":-")).contains("greater_than"));
}

/// Each is written as chrono's counterpart is.
#[test]
fn moments_are_those_of_any_crate() {
    let date = "\"2024-02-29\"";
    assert_eq!(again::<JiffDate>(date), date);
    assert_eq!(again::<time::Date>(date), date);
    assert_eq!(again::<JiffDate>("1704153600"), "\"2024-01-02\"");
    assert!(again::<time::Date>("\"2023-02-29\"").contains("date_from_datetime_parsing"));

    let clock = "\"03:04:05.000600\"";
    assert_eq!(again::<jiff::civil::Time>(clock), clock);
    assert_eq!(again::<time::Time>(clock), clock);
    assert!(again::<time::Time>("\"03:04Z\"").contains("timezone_naive"));

    let naive = "\"2024-01-02T03:04:05\"";
    assert_eq!(again::<jiff::civil::DateTime>(naive), naive);
    assert_eq!(again::<time::PrimitiveDateTime>(naive), naive);

    let aware = "\"2024-01-02T03:04:05+02:00\"";
    assert_eq!(again::<jiff::Timestamp>(aware), "\"2024-01-02T01:04:05Z\"");
    assert_eq!(again::<time::OffsetDateTime>(aware), aware);
    assert!(again::<jiff::Timestamp>(naive).contains("timezone_aware"));

    for duration in ["\"P1DT2H\"", "\"-PT0.5S\"", "\"PT0S\""] {
        assert_eq!(again::<jiff::SignedDuration>(duration), duration);
        assert_eq!(again::<time::Duration>(duration), duration);
    }
}
