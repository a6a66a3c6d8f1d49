//! What the fast pass accepts, the slow pass accepts with the same value.

use proptest::prelude::*;
use twinlane_model::{Data, DataType, Rules, parse_python_json, read_text, read_value};

use crate::models::{Item, Kinds, Node};

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_one_kind_of_field(document in object(prop::sample::select(&KINDS[..]), 1..4)) {
        agree::<Kinds>(&document)?;
    }

    #[test]
    fn of_a_model_with_rules_and_an_alias(document in object(prop::sample::select(&ITEM[..]), 3..9)) {
        agree::<Item>(&document)?;
    }

    #[test]
    fn of_a_model_that_contains_itself(document in object(prop::sample::select(&NODE[..]), 0..4)) {
        agree::<Node>(&document)?;
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
    let Some(fast) = serde_json::from_str::<Data<T>>(document)
        .ok()
        .map(|Data(value)| value)
        .filter(DataType::holds)
    else {
        return Ok(());
    };
    let parsed = parse_python_json(document.as_bytes());
    prop_assert!(parsed.is_ok(), "{document}: {parsed:?}");
    let mut errors = Vec::new();
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
    let mut errors = Vec::new();
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

const KINDS: [&str; 17] = [
    "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "zz",
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
    size: std::ops::Range<usize>,
) -> impl Strategy<Value = String> {
    let space = prop_oneof![8 => Just(""), 1 => Just(" "), 1 => Just("\n\t\r")];
    prop::collection::vec((keys, value(), space), size).prop_map(|fields| {
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
