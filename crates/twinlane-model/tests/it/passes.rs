//! The slow pass takes every document that the fast pass takes, and reads the same value.

use proptest::prelude::*;
use twinlane_model::__private::read_fast;
use twinlane_model::shape::Rules;
use twinlane_model::{DataType, ErrorList, parse_python_json, read_text, read_value};

use crate::models::{Item, Kinds, Node, Wide};

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_one_kind_of_field(document in object(prop::sample::select(&KINDS[..]), value(), 1..4)) {
        agree::<Kinds>(&document)?;
    }

    #[test]
    fn of_a_model_with_rules_and_an_alias(document in object(prop::sample::select(&ITEM[..]), value(), 3..9)) {
        agree::<Item>(&document)?;
    }

    #[test]
    fn of_a_model_that_contains_itself(document in object(prop::sample::select(&NODE[..]), value(), 0..4)) {
        agree::<Node>(&document)?;
    }

    #[test]
    fn of_types_beyond_rusts_own(document in object(prop::sample::select(&WIDE[..]), spelling(), 1..5)) {
        agree::<Wide>(&document)?;
    }

    #[test]
    fn of_any_value(document in value()) {
        agree::<serde_json::Value>(&document)?;
        agree::<Vec<f64>>(&document)?;
        agree::<Option<f32>>(&document)?;
        agree::<i64>(&document)?;
        agree::<u128>(&document)?;
        agree::<bool>(&document)?;
        agree::<String>(&document)?;
    }

    #[test]
    fn of_a_text(text in text()) {
        agree_on_text::<i8>(&text)?;
        agree_on_text::<u64>(&text)?;
        agree_on_text::<i128>(&text)?;
        agree_on_text::<f64>(&text)?;
        agree_on_text::<f32>(&text)?;
        agree_on_text::<bool>(&text)?;
        agree_on_text::<Option<String>>(&text)?;
    }
}

fn cases() -> u32 {
    std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok())
        .unwrap_or(400)
}

fn agree<T: DataType + PartialEq + std::fmt::Debug>(document: &str) -> Result<(), TestCaseError> {
    let Some(fast) = read_fast::<T>(document) else {
        return Ok(());
    };
    let parsed = parse_python_json(document.as_bytes());
    prop_assert!(parsed.is_ok(), "{document}: {parsed:?}");
    let mut errors = ErrorList::default();
    let slow = read_value::<T>(&parsed.unwrap(), &Rules::NONE, &[], &mut errors);
    // `Debug` tells a negative zero from a positive one; `==` does not.
    prop_assert_eq!(
        format!("{:?}", Some(fast)),
        format!("{slow:?}"),
        "{}: {:?}",
        document,
        errors
    );
    Ok(())
}

fn agree_on_text<T: DataType + std::fmt::Debug>(text: &str) -> Result<(), TestCaseError> {
    let Some(fast) = T::from_text(text) else {
        return Ok(());
    };
    let mut errors = ErrorList::default();
    let slow = read_value::<T>(&text.into(), &Rules::NONE, &[], &mut errors);
    prop_assert_eq!(
        format!("{:?}", Some(fast)),
        format!("{slow:?}"),
        "{}: {:?}",
        text,
        errors
    );
    prop_assert_eq!(
        format!("{:?}", read_text::<T>(text, &Rules::NONE, &[], &mut errors)),
        format!("{slow:?}")
    );
    Ok(())
}

/// A value of some type's spelling, or any other, or one of them in a list or an object.
fn spelling() -> impl Strategy<Value = String> {
    let date = "(19|20)[0-9]{2}-(0[1-9]|1[0-2])-([0-2][0-9]|3[01])";
    let time = "([01][0-9]|2[0-4]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,7})?)?";
    let zone = "(Z|[+-](0[0-9]|1[0-9]):[0-5]0)?";
    let text = prop_oneof![
        3 => date,
        3 => (date, "[ Tt_]", time, zone).prop_map(|(date, gap, time, zone)| format!("{date}{gap}{time}{zone}")),
        2 => (time, zone).prop_map(|(time, zone)| format!("{time}{zone}")),
        2 => "-?P([0-9]{1,3}D)?(T[0-9]{1,2}H([0-9]{1,2}M)?([0-9]{1,2}(\\.[0-9]{1,7})?S)?)?",
        2 => "[0-9a-fA-F]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}",
        2 => "[-+ ]?[0-9_]{1,7}(\\.[0-9]{0,3})?([eE][+-]?[0-9])?",
        1 => "https?://[a-zA-Z.]{1,6}(:[0-9]{2})?(/[a-z?#é ]{0,4})?",
        1 => "[a-zA-Z.]{1,4}@[a-z-]{1,4}\\.(de|CO|test)",
        1 => "[A-Za-z0-9+/=]{0,9}",
        1 => "\\[([0-9],? ?){0,3}\\]",
        1 => "[ A-Za-z]{0,4}",
    ];
    let text = text.prop_map(|text: String| serde_json::to_string(&text).expect("a text"));
    let key = "(19|20)[0-9]{2}-0[1-9]-[0-2][0-9]";
    let keyed = (key, number()).prop_map(|(key, value)| format!("{{\"{key}\": {value}}}"));
    let kind = prop::sample::select(&["circle", "box", "cube", "Point", "x"][..]);
    let first = (kind.clone(), number()).prop_map(|(kind, size)| {
        format!("{{\"kind\": \"{kind}\", \"radius\": {size}, \"x\": 0.5}}")
    });
    let last = (kind, number())
        .prop_map(|(kind, size)| format!("{{\"radius\": {size}, \"x\": 1, \"kind\": \"{kind}\"}}"));
    let several = prop::collection::vec(prop_oneof![text.clone(), number()], 0..4)
        .prop_map(|items| format!("[{}]", items.join(",")));
    prop_oneof![6 => text, 2 => value(), 1 => keyed, 1 => first, 1 => last, 2 => several]
}

const KINDS: [&str; 17] = [
    "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "zz",
];
const WIDE: [&str; 22] = [
    "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s",
    "t", "tt", "zz",
];
const ITEM: [&str; 11] = [
    "id",
    "name",
    "price",
    "count",
    "imageList",
    "note",
    "colour",
    "tags",
    "extra",
    "shade",
    "\\u0069d",
];
const NODE: [&str; 4] = ["value", "kid", "kids", "other"];

/// An object, with spaces between its tokens and keys that may come twice.
fn object(
    keys: impl Strategy<Value = &'static str>,
    values: impl Strategy<Value = String>,
    size: std::ops::Range<usize>,
) -> impl Strategy<Value = String> {
    let space = prop_oneof![8 => Just(""), 1 => Just(" "), 1 => Just("\n\t\r")];
    prop::collection::vec((keys, values, space), size).prop_map(|fields| {
        let fields: Vec<String> = fields
            .iter()
            .map(|(key, value, space)| format!("{space}\"{key}\"{space}:{value}{space}"))
            .collect();
        format!("{{{}}}", fields.join(","))
    })
}

fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![4 => number(), 2 => string(), 3 => prop::sample::select(&WORDS[..]).prop_map(str::to_owned)];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let list = prop::collection::vec(inner.clone(), 0..3)
            .prop_map(|items| format!("[{}]", items.join(",")));
        let keys = prop::sample::select(&["x", "a", "value", "kid", "kids", "n", "d"][..]);
        let fields = prop::collection::vec((keys, inner), 0..3).prop_map(|fields| {
            let fields: Vec<String> = fields
                .iter()
                .map(|(key, value)| format!("\"{key}\": {value}"))
                .collect();
            format!("{{{}}}", fields.join(", "))
        });
        prop_oneof![list, fields]
    })
}

fn number() -> impl Strategy<Value = String> {
    let digits = "-?(0|[1-9][0-9]{0,45})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?";
    prop_oneof![
        3 => (-400_i64..400).prop_map(|number| number.to_string()),
        2 => any::<f64>().prop_map(|number| format!("{number:?}")),
        1 => any::<f32>().prop_map(|number| format!("{number:?}")),
        2 => any::<i128>().prop_map(|number| number.to_string()),
        1 => any::<u128>().prop_map(|number| number.to_string()),
        2 => digits,
    ]
}

fn string() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        3 => "[a-zA-Z0-9 ]{0,3}",
        1 => prop::sample::select(&ESCAPES[..]).prop_map(str::to_owned),
        1 => "[^\"\\\\\u{0}-\u{1f}]{0,2}",
    ];
    prop::collection::vec(part, 0..3).prop_map(|parts| format!("\"{}\"", parts.concat()))
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[-+ ]?[0-9_.]{0,6}",
        "[-+]?[0-9]{1,60}",
        number(),
        "\\PC{0,4}",
        "(?i)[-+]?(inf|nan|infinity|on|off|true|1)"
    ]
}

const WORDS: [&str; 14] = [
    "null",
    "true",
    "false",
    "-0",
    "-0.0",
    "0.0",
    "1",
    "{\"x\": 1}",
    "\"Red\"",
    "\"sky-blue\"",
    "[]",
    "{}",
    "0.5",
    "NaN",
];
const ESCAPES: [&str; 8] = [
    "\\n",
    "\\u0041",
    "\\ud83d\\ude00",
    "\\ud800",
    "\\/",
    "\\\"",
    "\u{7f}",
    "é",
];
