//! A bound is read while compiling as its type reads it.

use std::cmp::Ordering;

use super::*;
use crate::spelling;

const DATE: MomentRule = MomentRule::Date;
const TIME: MomentRule = MomentRule::Time(ZoneRule::Either);
const DATETIME: MomentRule = MomentRule::DateTime(ZoneRule::Either);
const DURATION: MomentRule = MomentRule::Duration { negative: true };

/// A bound is compared while compiling as it is where it is kept.
fn are_read_alike<T: PartialOrd>(
    rule: MomentRule,
    texts: &[&str],
    read: impl Fn(&str) -> Result<T, spelling::moment::Failure>,
) {
    for one in texts {
        for other in texts {
            let (own, has_zone) = moment(rule, one).unwrap_or_else(|| panic!("{one}"));
            let (others, other_has_zone) = moment(rule, other).unwrap();
            if has_zone == other_has_zone {
                let kept = read(one).unwrap().partial_cmp(&read(other).unwrap());
                assert_eq!(kept, Some(own.cmp(&others)), "{one} and {other}");
            }
        }
    }
}

#[test]
fn dates_are_read_as_their_type_reads_them() {
    let texts = [
        "0001-01-01",
        "1900-02-28",
        "1900-03-01",
        "1969-12-31",
        "1970-01-01",
        "2000-02-29",
        "2023-12-31",
        "2024-01-01",
        "2024-02-29",
        "9999-12-31",
    ];
    are_read_alike(DATE, &texts, spelling::moment::date);
    for text in [
        "0000-01-01",
        "1900-02-29",
        "2024-13-01",
        "2024-1-1",
        "1704067200",
        "",
        "2024-01-01 ",
    ] {
        assert_eq!(moment(DATE, text), None, "{text}");
    }
}

#[test]
fn times_are_read_as_their_type_reads_them() {
    let texts = [
        "00:00",
        "03:04",
        "03:04:05",
        "03:04:05.25",
        "03:04:05.250001",
        "23:59:59.999999",
        "03:04Z",
        "03:04:05z",
        "03:04:05+02:00",
        "23:00:00-05:30",
    ];
    are_read_alike(TIME, &texts, spelling::moment::time);
    for text in [
        "24:00",
        "3:04",
        "03:60",
        "03:04:60",
        "03:04:05.",
        "03:04:05.1234567",
        "03:04+2",
        "03:04+25:00",
    ] {
        assert_eq!(moment(TIME, text), None, "{text}");
    }
}

#[test]
fn moments_are_read_as_their_type_reads_them() {
    let texts = [
        "2024-01-02T03:04",
        "2024-01-02 03:04:05",
        "2024-01-02t03:04:05.5",
        "2024-01-02T00:30:00+01:00",
        "2024-01-01T23:30:00Z",
        "2024-01-01T23:30:00.000001Z",
        "1969-12-31T23:59:59Z",
    ];
    are_read_alike(DATETIME, &texts, spelling::moment::datetime);
    for text in [
        "2024-01-02",
        "2024-01-02T",
        "2024-01-02T03",
        "1704067200",
        "2024-01-02T03:04:05ZZ",
    ] {
        assert_eq!(moment(DATETIME, text), None, "{text}");
    }
}

#[test]
fn a_zone_is_there_where_the_type_asks_for_it() {
    let aware = MomentRule::DateTime(ZoneRule::With);
    let naive = MomentRule::DateTime(ZoneRule::Without);
    for (text, has_zone) in [
        ("2024-01-02T03:04:05Z", true),
        ("2024-01-02T03:04:05", false),
    ] {
        assert_eq!(moment(aware, text).is_some(), has_zone, "{text}");
        assert_eq!(moment(naive, text).is_some(), !has_zone, "{text}");
    }
}

#[test]
fn durations_are_read_as_their_type_reads_them() {
    let texts = [
        "PT0S",
        "PT90S",
        "PT1M30S",
        "PT1.5S",
        "P1D",
        "P1DT2H",
        "P2W",
        "P1W1D",
        "-PT1S",
        "-P1DT1H",
        "1 day, 02:00:00",
        "2 days 00:00:01",
        "02:00",
        "02:00:00.5",
        "-02:00",
    ];
    are_read_alike(DURATION, &texts, spelling::moment::duration);
    for text in [
        "", "P", "PT", "P1", "PT1", "1 hour", "P1H", "PT1D", "PT1S1M", "P1.5D", "24:00", "90",
    ] {
        assert_eq!(moment(DURATION, text), None, "{text}");
    }
    assert_eq!(
        moment(MomentRule::Duration { negative: false }, "-PT1S"),
        None
    );
}

#[test]
fn decimal_numbers_are_read_as_their_type_reads_them() {
    let texts = [
        "0",
        "-1",
        "+1",
        "1.50",
        ".5",
        "5.",
        "1e3",
        "1E-3",
        "-12.5e2",
        "0.0000000000000000000000000001",
    ];
    for one in texts {
        for other in texts {
            let numbers = [one, other].map(|text| spelling::decimal::Decimal::parse(text).unwrap());
            let kept = numbers[0].compare(&numbers[1]);
            let near = number_of(one)
                .unwrap()
                .partial_cmp(&number_of(other).unwrap());
            assert!(
                near == Some(kept) || kept == Ordering::Equal,
                "{one} and {other}"
            );
            assert!(
                one.parse::<f64>().is_ok_and(f64::is_finite),
                "the document shows {one}"
            );
        }
    }
    for text in [
        "", "x", "12x", "1_000", "1e40", "nan", "Infinity", "1e", "--1", " 1", "1.2.3",
    ] {
        assert_eq!(number_of(text), None, "{text}");
    }
}
