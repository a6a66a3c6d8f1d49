//! The texts that are taken for numbers and truth values, against Pydantic.

use serde::Deserialize;
use twinlane_model::shape::Rules;
use twinlane_model::{ErrorList, JsonValue, Shape, read_text};

use crate::query;

/// A text and Python's `repr` of what Pydantic made of it, or `!` and the kind of the error.
#[derive(Deserialize)]
struct Case {
    text: String,
    int: String,
    float: String,
}

#[test]
fn numbers_are_spelt_as_in_pydantic() {
    for line in include_str!("../data/spelling.jsonl").lines() {
        let case: Case = serde_json::from_str(line).unwrap();
        assert_eq!(
            outcome::<i128>(&case.text),
            beyond_width(&case.int),
            "{line}"
        );
        assert_eq!(outcome::<f64>(&case.text), case.float, "{line}");
    }
}

#[test]
fn truth_values_are_spelt_as_in_pydantic() {
    for text in [
        "true", "TRUE", "tRuE", "t", "T", "yes", "Y", "on", "oN", "1",
    ] {
        assert_eq!(query::<bool>(text), Ok(true), "{text}");
    }
    for text in ["false", "F", "no", "nO", "n", "off", "0"] {
        assert_eq!(query::<bool>(text), Ok(false), "{text}");
    }
    for text in [" true", "2", "", "１", "ſ", "truex"] {
        assert_eq!(outcome::<bool>(text), "!bool_parsing", "{text}");
    }
}

fn outcome<T: twinlane_model::DataType + std::fmt::Debug>(text: &str) -> String {
    let mut errors = ErrorList::default();
    match read_text::<T>(text, &Rules::NONE, &[], &mut errors) {
        Some(value) => python(&format!("{value:?}"), matches!(T::SHAPE, Shape::Float)),
        None => format!("!{}", errors.errors()[0].kind),
    }
}

/// Rust's `Debug` of a number as Python's `repr`.
fn python(debug: &str, is_float: bool) -> String {
    if is_float && let Ok(number) = debug.to_lowercase().parse::<f64>() {
        if !number.is_finite() {
            return debug.to_lowercase();
        }
        let bytes = twinlane_model::to_python_json(&JsonValue::Float(number)).unwrap();
        return String::from_utf8(bytes).unwrap();
    }
    debug.to_owned()
}

/// Python's whole numbers have no width; ours are refused beyond theirs.
fn beyond_width(int: &str) -> String {
    match int.parse::<i128>() {
        Err(_) if int.starts_with('-') => "!greater_than_equal".to_owned(),
        Err(_) if !int.starts_with('!') => "!less_than_equal".to_owned(),
        _ => int.to_owned(),
    }
}
