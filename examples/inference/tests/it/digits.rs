use std::thread::scope;

use serde_json::{Value, json};

use crate::process::Process;

/// A one, as scanned: the second picture of scikit-learn's digits.
const ONE: [u8; 64] = [
    0, 0, 0, 12, 13, 5, 0, 0, 0, 0, 0, 11, 16, 9, 0, 0, 0, 0, 3, 15, 16, 6, 0, 0, 0, 7, 15, 16, 16,
    2, 0, 0, 0, 0, 1, 16, 16, 3, 0, 0, 0, 0, 1, 16, 16, 6, 0, 0, 0, 0, 1, 16, 16, 6, 0, 0, 0, 0, 0,
    11, 16, 10, 0, 0,
];
/// A zero, the first of them.
const ZERO: [u8; 64] = [
    0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0, 0, 3, 15, 2, 0, 11, 8, 0, 0, 4, 12, 0, 0,
    8, 8, 0, 0, 5, 8, 0, 0, 9, 8, 0, 0, 4, 11, 0, 1, 12, 7, 0, 0, 2, 14, 5, 10, 12, 0, 0, 0, 0, 6,
    13, 10, 0, 0, 0,
];

fn drawing(pixels: &[u8]) -> String {
    json!({ "pixels": pixels }).to_string()
}

#[test]
fn those_who_ask_at_the_same_time_each_have_their_own_digit() {
    let service = Process::start("inference");
    scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for (digit, pixels) in [(0, &ZERO), (1, &ONE)].repeat(10) {
                    let (head, body) = service.ask("POST", "/digits", &drawing(pixels));
                    assert!(head.starts_with("HTTP/1.1 200"), "{head}\n{body}");
                    let answer: Value = serde_json::from_str(&body).unwrap();
                    assert_eq!(answer["digit"], digit);
                    let probabilities = answer["probabilities"].as_array().unwrap();
                    let sum: f64 = probabilities.iter().filter_map(Value::as_f64).sum();
                    assert!((sum - 1.0).abs() < 1e-4, "{answer}");
                }
            });
        }
    });
}

#[test]
fn a_drawing_that_does_not_fit_is_refused_before_the_model_sees_it() {
    let service = Process::start("inference");
    let numbers = |middle: &str| {
        let ink = "0,".repeat(31);
        format!("{{\"pixels\": [{ink}{middle},{ink}0]}}")
    };
    for (body, kind, text) in [
        (drawing(&ONE[..63]), "too_short", "at least 64 items"),
        (drawing(&[0; 65]), "too_long", "at most 64 items"),
        (numbers("17"), "less_than_equal", "less than or equal to 16"),
        (
            numbers("-1"),
            "greater_than_equal",
            "greater than or equal to 0",
        ),
        (
            numbers("NaN"),
            "less_than_equal",
            "less than or equal to 16",
        ),
        (
            numbers("1e999"),
            "less_than_equal",
            "less than or equal to 16",
        ),
        (numbers("\"ink\""), "float_parsing", "valid number"),
        (numbers("[0]"), "float_type", "valid number"),
        (
            "{\"pixels\": [".to_owned(),
            "json_invalid",
            "JSON decode error",
        ),
        ("{}".to_owned(), "missing", "Field required"),
    ] {
        let (head, answer) = service.ask("POST", "/digits", &body);
        assert!(head.starts_with("HTTP/1.1 422"), "{body}: {head}");
        let error = &serde_json::from_str::<Value>(&answer).unwrap()["detail"][0];
        assert_eq!(error["type"], kind, "{body}: {error}");
        assert!(error["msg"].as_str().unwrap().contains(text), "{error}");
    }
    let (head, _) = service.ask("POST", "/digits", &drawing(&ONE));
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
}
