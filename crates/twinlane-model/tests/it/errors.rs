//! Errors as data and as text.

use expect_test::expect;
use serde_json::json;
use twinlane_model::{
    DataTypeExt, ErrorDetail, FieldError, JsonValue, Secret, Step, model, to_python_json,
};

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
          Input should be an object [type=model_type, input_value=5, input_type=int]"]]
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

/// Twenty fields that must be there.
#[model]
#[derive(Debug)]
struct Many {
    a: i64,
    b: i64,
    c: i64,
    d: i64,
    e: i64,
    f: i64,
    g: i64,
    h: i64,
    i: i64,
    j: i64,
    k: i64,
    l: i64,
    m: i64,
    n: i64,
    o: i64,
    p: i64,
    q: i64,
    r: i64,
    s: i64,
    t: i64,
}

const MIB: usize = 1024 * 1024;

#[test]
fn an_input_that_many_errors_share_is_not_repeated() {
    let document = format!(r#"{{"x":"{}","y":[]}}"#, "z".repeat(2 * MIB));
    let errors = Many::from_json(document).unwrap_err();
    assert_eq!(errors.errors().len(), 20);
    let said = "<an object of 2 keys: over 65536 bytes, not shown>";
    assert!(
        errors
            .errors()
            .iter()
            .all(|error| error.input == JsonValue::from(said))
    );
    assert!(written(&errors).len() < 4_000);
}

#[test]
fn all_errors_together_are_bounded() {
    // 60 KiB of input, twenty times: 17 errors are all that fit.
    let document = format!(r#"{{"x":"{}"}}"#, "z".repeat(60 * 1024));
    let errors = Many::from_json(document).unwrap_err();
    assert_eq!(errors.errors().len(), 18);
    assert!(written(&errors).len() <= MIB);
    let last = written(errors.errors().last().unwrap());
    expect![[r#"{"type":"too_many_errors","loc":["r"],"msg":"Further errors are left out: all errors have at most 1048576 bytes","input":null}"#]]
        .assert_eq(&last);
}

std::thread_local! {
    static LOOKED_AT: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "a check borrows its value"
)]
fn count(_: &i64) -> Result<(), FieldError> {
    LOOKED_AT.set(LOOKED_AT.get() + 1);
    Err(FieldError::value("no"))
}

/// It counts how often it is looked at, and refuses.
#[model]
#[derive(Debug)]
struct Refused(#[field(check = count)] i64);

#[model(extra = "allow")]
#[derive(Debug)]
struct Containers {
    list: Option<Vec<Refused>>,
    lists: Option<Vec<Vec<Refused>>>,
    pairs: Option<Vec<(Refused, Refused)>>,
    map: Option<std::collections::HashMap<String, Refused>>,
    text: Option<twinlane_model::JsonText<Vec<Refused>>>,
    #[field(extra)]
    rest: std::collections::HashMap<String, Refused>,
}

#[test]
fn nothing_is_looked_at_when_there_is_no_room_for_its_error() {
    let many = 40_000;
    let list = format!("[{}]", vec!["1"; many].join(","));
    let keys: Vec<String> = (0..many).map(|key| format!("\"k{key}\":1")).collect();
    let object = keys.join(",");
    let documents = [
        format!(r#"{{"list":{list}}}"#),
        format!(r#"{{"lists":[{list},{list}],"list":{list}}}"#),
        format!(r#"{{"pairs":[{}]}}"#, vec!["[1,1]"; many].join(",")),
        format!(r#"{{"map":{{{object}}}}}"#),
        format!(r#"{{"text":"{list}"}}"#),
        format!("{{{object}}}"),
    ];
    for document in documents {
        LOOKED_AT.set(0);
        let errors = Containers::from_json(&*document).unwrap_err();
        let begin = &document[..20];
        let count = errors.errors().len();
        // The fast pass has looked at the first.
        assert!(
            LOOKED_AT.get() <= count + 1,
            "{begin}: {} {count}",
            LOOKED_AT.get()
        );
        assert!((5_000..many / 2).contains(&count), "{begin}: {count}");
        assert_eq!(
            errors.errors()[count - 1].kind,
            "too_many_errors",
            "{begin}"
        );
        assert!(written(&errors).len() <= MIB, "{begin}");
    }
}

/// The first arm refuses every item, the second takes all.
#[model(untagged)]
#[derive(Debug)]
enum Items {
    Refused(Vec<Refused>),
    Taken(Vec<i32>),
}

#[test]
fn an_arm_is_given_up_at_its_first_error_and_the_next_is_asked() {
    let document = format!("[{}]", vec!["1"; 100_000].join(","));
    LOOKED_AT.set(0);
    assert!(
        matches!(crate::body::<Items>(&document), Ok(Items::Taken(items)) if items.len() == 100_000)
    );
    assert_eq!(LOOKED_AT.get(), 1);
    // If no arm takes it, the errors of each are reported.
    let errors = crate::body::<Items>(r#"[1,"x",2]"#).unwrap_err();
    assert_eq!(
        errors
            .matches(r#""list[int]",1],"msg":"Input should be a valid"#)
            .count(),
        2
    );
    assert_eq!(errors.matches("Value error, no").count(), 2);
}

#[model(extra = "forbid")]
#[derive(Debug)]
struct Closed {
    token: Option<Secret<String>>,
    kind: Option<Kind>,
}

#[model(tag = "type")]
#[derive(Debug)]
enum Kind {
    Empty(Empty),
}

#[model]
#[derive(Debug)]
struct Empty {}

#[test]
fn texts_of_a_client_are_cut_wherever_an_error_repeats_them() {
    let long = "w".repeat(MIB);
    let key = format!(r#"{{"{long}":1}}"#);
    let tag = format!(r#"{{"kind":{{"type":"{long}"}}}}"#);
    let nested = format!(r#"{{"kind":{{"type":["{long}"]}}}}"#);
    for document in [key, tag, nested] {
        let errors = Closed::from_json(document).unwrap_err();
        let text = written(&errors);
        assert!(
            text.len() < 8_000 && text.contains("bytes"),
            "{}",
            &text[..200]
        );
        assert!(errors.to_string().len() < 8_000);
    }
}

/// A secret is not shown where the rest of its model is, nor where the model is too large to be shown.
#[test]
fn a_cut_input_shows_no_secret() {
    #[model]
    #[derive(Debug)]
    struct Login {
        password: Secret<String>,
        name: String,
        note: Option<String>,
    }
    for password in ["hunter2".to_owned(), "hunter2".repeat(MIB)] {
        let document = format!(r#"{{"password":"{password}"}}"#);
        let text = written(&Login::from_json(document).unwrap_err());
        assert!(
            text.contains(r#""input":{"password":"**********"}"#),
            "{text}"
        );
    }
    let document = format!(r#"{{"password":"hunter2","note":"{}"}}"#, "n".repeat(MIB));
    let text = written(&Login::from_json(document).unwrap_err());
    assert!(
        text.contains("<an object of 2 keys") && !text.contains("hunter"),
        "{text}"
    );
}
