//! Recorded answers: models against Pydantic 2.14, single values against FastAPI 0.165.

use serde::Deserialize;
use twinlane_model::{
    DataType, ErrorDetail, JsonValue, Rules, Shape, Step, parse_python_json, read_value, to_json,
};

use crate::{
    body,
    models::{Item, Kinds, Node},
    wire,
};

/// A document, and the model it became or the errors, both as JSON.
#[derive(Deserialize)]
struct Case {
    model: String,
    document: String,
    status: u16,
    response: String,
}

#[test]
fn models_are_read_as_pydantic_reads_them() {
    let recorded = match std::env::var("MODEL_CASES") {
        Ok(path) => std::fs::read_to_string(path).unwrap(),
        Err(_) => include_str!("../data/models.jsonl").to_owned(),
    };
    for line in recorded.lines() {
        let case: Case = serde_json::from_str(line).unwrap();
        let (status, response) = match case.model.as_str() {
            "Item" => answer::<Item>(&case.document),
            "Node" => answer::<Node>(&case.document),
            _ => answer::<Kinds>(&case.document),
        };
        assert_eq!(
            (status, without_f32(response)),
            (case.status, case.response),
            "{}",
            case.document
        );
    }
}

fn answer<T: DataType>(document: &str) -> (u16, String) {
    match body::<T>(document) {
        Ok(value) => (200, to_json(&value)),
        Err(errors) => (422, errors),
    }
}

/// Python has no 32-bit floats: the recorded model lacks that field.
fn without_f32(response: String) -> String {
    response.replace("\"e\":null,", "")
}
