//! The crate from outside, against what Python, Pydantic and FastAPI do.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod models;
mod options;
mod other_names;
mod json_loads;
mod recorded;
mod choices;
mod contract;
mod conversions;
mod columns;
mod stored;
mod crates;
mod fuzz;
mod selection;
mod spelling;
mod values;
mod rules;
mod made;
mod errors;
mod hidden;
mod foreign;
mod flatten;
mod depth;
mod disagreements;
mod passes;
mod schema;
mod settings;
mod by_hand;
mod given;
mod partial;

use twinlane_model::shape::Rules;
use twinlane_model::{DataType, ErrorList, Step, read_json, read_text, to_python_json};

/// The value of a document, or the list of errors, as FastAPI puts it on the wire.
fn body<T: DataType>(document: &str) -> Result<T, String> {
    body_with::<T>(document, &Rules::NONE)
}

fn body_with<T: DataType>(document: &str, rules: &Rules) -> Result<T, String> {
    let mut errors = ErrorList::default();
    let read = read_json(
        document.as_bytes(),
        rules,
        &[Step::from("body")],
        &mut errors,
    );
    read.unwrap().ok_or_else(|| wire(errors))
}

fn query<T: DataType>(text: &str) -> Result<T, String> {
    query_with(text, &Rules::NONE)
}

fn query_with<T: DataType>(text: &str, rules: &Rules) -> Result<T, String> {
    let mut errors = ErrorList::default();
    let loc = [Step::from("query"), Step::from("v")];
    read_text(text, rules, &loc, &mut errors).ok_or_else(|| wire(errors))
}

fn wire(errors: ErrorList) -> String {
    assert!(!errors.is_empty());
    String::from_utf8(to_python_json(&errors.into_errors()).unwrap()).unwrap()
}
