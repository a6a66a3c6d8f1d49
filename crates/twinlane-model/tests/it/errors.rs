//! Errors as data and as text.

use expect_test::expect;
use serde_json::json;
use twinlane_model::{ErrorDetail, JsonValue, Model, Step, to_python_json};

use crate::models::{Item, Kinds};

#[test]
fn an_error_without_context_has_no_key_for_it() {
    let missing = ErrorDetail::missing(vec![Step::from("query"), Step::from("q")], JsonValue::Null);
    expect![[r#"{"type":"missing","loc":["query","q"],"msg":"Field required","input":null}"#]]
        .assert_eq(&written(&missing));
}

#[test]
fn a_body_that_is_no_json_says_at_which_character() {
    expect![[
        r#"{"type":"json_invalid","loc":["body",6],"msg":"JSON decode error","input":{},"ctx":{"error":"Expecting value"}}"#
    ]]
    .assert_eq(&written(&ErrorDetail::json_invalid(6, "Expecting value")));
}

#[test]
fn inputs_are_written_as_python_writes_them() {
    let input =
        twinlane_model::parse_python_json("[1e16,1e-7,NaN,\"é\u{7f}\\u0001\",-0.0]".as_bytes())
            .unwrap();
    assert_eq!(
        written(&input),
        "[1e+16,1e-07,null,\"é\u{7f}\\u0001\",-0.0]"
    );
    let digits = "9".repeat(60);
    assert_eq!(
        written(&twinlane_model::parse_python_json(digits.as_bytes()).unwrap()),
        digits
    );
}

#[test]
fn the_listing_is_pydantics() {
    let long = "y".repeat(120);
    let errors = Item::from_value(json!({
        "id": long, "name": "", "price": null, "imageList": [{ "x": 9 }, {}], "tags": [1, "é"], "colour": { "a": [true] },
    }))
    .unwrap_err();
    expect![[r"
        7 validation errors for Item
        id
          Input should be a valid integer, unable to parse string as an integer [type=int_parsing, input_value='yyyyyyyyyyyyyyyyyyyyyyyy...yyyyyyyyyyyyyyyyyyyyyyy', input_type=str]
        name
          String should have at least 1 character [type=string_too_short, input_value='', input_type=str]
        price
          Input should be a valid number [type=float_type, input_value=None, input_type=NoneType]
        imageList.0.x
          Input should be less than 1.5 [type=less_than, input_value=9, input_type=int]
        imageList.1.x
          Field required [type=missing, input_value={}, input_type=dict]
        colour
          Input should be 'Red' or 'sky-blue' [type=enum, input_value={'a': [True]}, input_type=dict]
        tags.0
          Input should be a valid string [type=string_type, input_value=1, input_type=int]"]]
    .assert_eq(&errors.to_string());
}

#[test]
fn the_listing_of_what_is_no_object_has_no_location() {
    expect![[r"
        1 validation error for Kinds
          Input should be a valid dictionary or object to extract fields from [type=model_attributes_type, input_value=5, input_type=int]"]]
    .assert_eq(&Kinds::from_json("5").unwrap_err().to_string());
    expect![[r"
        1 validation error for Kinds
        2
          JSON decode error [type=json_invalid, input_value={}, input_type=dict]"]]
    .assert_eq(&Kinds::from_json("[1").unwrap_err().to_string());
}

fn written(value: &impl serde::Serialize) -> String {
    String::from_utf8(to_python_json(value).unwrap()).unwrap()
}
