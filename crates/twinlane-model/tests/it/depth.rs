//! Deep documents end in an error or a value, never in an overflow: tests run on the 2 MiB of a worker.

use serde_json::Value;
use twinlane_model::shape::Rules;
use twinlane_model::{ErrorDetail, ErrorList, JsonError, Step, model, read_json};

use crate::{
    body,
    models::{Either, Empty, Kinds, Node},
};

#[test]
fn a_model_contains_itself_254_times_at_most() {
    for (open, close) in [("{\"kid\":", "}"), ("{\"kids\":[", "]}")] {
        let nested = |depth| format!("{}{{}}{}", open.repeat(depth), close.repeat(depth));
        assert!(body::<Node>(&nested(100)).is_ok());
        assert!(body::<Node>(&nested(253)).is_ok());
        let errors = errors::<Node>(&nested(254));
        assert_eq!(errors[0].kind, "recursion_depth_exceeded");
        assert_eq!(
            errors[0].msg,
            "Recursion error - maximum validation depth exceeded"
        );
        assert_eq!(
            errors[0]
                .loc
                .iter()
                .filter(|step| matches!(step, Step::Key(_)))
                .count(),
            255
        );
        assert_eq!(errors.len(), 1);
    }
}

#[test]
fn a_large_model_is_as_deep() {
    let nested = |depth| format!("{}{{}}{}", "{\"o\":".repeat(depth), "}".repeat(depth));
    assert!(body::<Kinds>(&nested(253)).is_ok());
    assert_eq!(
        errors::<Kinds>(&nested(900))[0].kind,
        "recursion_depth_exceeded"
    );
}

#[test]
fn any_value_is_as_deep_as_python_reads_it() {
    let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    for depth in [100, 128, 129, 962] {
        assert!(body::<Value>(&nested(depth)).is_ok(), "{depth}");
        assert_eq!(
            errors::<Node>(&nested(depth))[0].kind,
            "model_attributes_type"
        );
    }
    assert_eq!(unreadable::<Value>(&nested(963)), JsonError::Unreadable);
}

/// `serde_json` skips a value of any depth when it is told to ignore it.
#[test]
fn an_unknown_field_is_no_deeper_than_python_reads_it() {
    let nested = |depth| format!("{{\"unknown\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    assert!(body::<Empty>(&nested(961)).is_ok());
    assert_eq!(unreadable::<Empty>(&nested(962)), JsonError::Unreadable);
    assert_eq!(unreadable::<Empty>(&nested(100_000)), JsonError::Unreadable);
    assert_eq!(
        unreadable::<Empty>(&format!("{{\"unknown\":{}}}", "1".repeat(4301))),
        JsonError::Unreadable
    );
}

fn errors<T: twinlane_model::DataType>(document: &str) -> Vec<ErrorDetail> {
    let mut errors = ErrorList::default();
    let read = read_json::<T>(
        document.as_bytes(),
        &Rules::NONE,
        &[Step::from("body")],
        &mut errors,
    );
    assert!(read.unwrap().is_none());
    errors.into_errors()
}

fn unreadable<T: twinlane_model::DataType>(document: &str) -> JsonError {
    read_json::<T>(
        document.as_bytes(),
        &Rules::NONE,
        &[],
        &mut ErrorList::default(),
    )
    .err()
    .unwrap()
}

/// With two arms that contain the union, every level of the value doubles the work: an end is put to it.
#[model(untagged)]
#[derive(Debug)]
enum Twice {
    One(#[field(min_length = 2)] Vec<Twice>),
    Other(#[field(min_length = 3)] Vec<Twice>),
}

#[test]
fn a_union_that_contains_itself_is_followed_so_far() {
    let nested = |depth: usize| format!("{}1.5{}", "[".repeat(depth), "]".repeat(depth));
    assert!(body::<Either>(&nested(50)).is_ok());
    let errors = body::<Either>(&nested(900)).unwrap_err();
    assert!(errors.contains("recursion_depth_exceeded"));
    assert!(body::<Twice>(&nested(60)).is_err());
}
