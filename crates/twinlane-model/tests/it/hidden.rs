//! Secrets in the errors of what contains them.

use std::collections::HashMap;

use proptest::prelude::*;
use serde_json::{Value, json};
use twinlane_model::shape::Rules;
use twinlane_model::types::{BytesAsBase64, BytesAsHex};
use twinlane_model::{
    DataType, ErrorList, JsonText as Json, JsonValue, Secret, Step, model, parse_python_json,
    read_value,
};

const SECRET: &str = "hunter2";
const STARS: &str = "**********";

#[model]
struct Login {
    name: String,
    #[field(min_length = 8)]
    password: Secret<String>,
}

#[model(extra = "forbid")]
struct Closed {
    name: String,
    #[field(sensitive)]
    pin: i64,
}

#[model]
struct Token {
    name: i64,
    token: Secret<String>,
}

#[model]
struct Nickname {
    name: i64,
    password: i64,
}

#[model(untagged)]
enum Either {
    Login(Login),
    Token(Token),
    Nickname(Nickname),
    Number(i64),
}

#[model]
struct Tree {
    #[field(max_length = 1)]
    children: Vec<Tree>,
    leaf: Option<Login>,
}

#[model]
struct Everything {
    #[field(max_length = 1)]
    list: Vec<Login>,
    #[field(max_length = 1)]
    map: HashMap<String, Login>,
    pair: (Login, i64),
    either: Either,
    optional: Option<Vec<Closed>>,
    text: Json<Login>,
    tree: Tree,
    keys: HashMap<String, Secret<String>>,
}

fn errors<T: DataType>(rules: &Rules, document: &Value) -> Value {
    let value = parse_python_json(document.to_string().as_bytes()).unwrap();
    let mut errors = ErrorList::default();
    let read = read_value::<T>(&value, rules, &[Step::from("body")], &mut errors);
    assert!(read.is_none(), "{document} is taken");
    serde_json::to_value(errors.errors()).unwrap()
}

/// The first error that is told.
fn first<T: DataType>(document: &Value) -> Value {
    errors::<T>(&Rules::NONE, document)[0].clone()
}

fn login() -> Value {
    json!({"name": "ada", "password": SECRET})
}

#[test]
fn a_list_that_is_too_long_shows_stars_in_its_items() {
    let rules = Rules {
        max_length: Some(1),
        ..Rules::NONE
    };
    let shown = errors::<Vec<Login>>(&rules, &json!([login(), {"name": 5, "password": SECRET}]));
    let stars = |name: Value| json!({"name": name, "password": STARS});
    assert_eq!(
        shown[0]["input"],
        json!([stars(json!("ada")), stars(json!(5))])
    );
}

#[test]
fn a_value_that_is_no_list_is_not_shown_where_a_list_of_secrets_was_asked_for() {
    assert_eq!(first::<Vec<Login>>(&login())["input"], STARS);
    assert_eq!(first::<Vec<Vec<Login>>>(&json!([login()]))["input"], STARS);
    assert_eq!(first::<Option<Login>>(&json!(SECRET))["input"], STARS);
}

#[test]
fn nothing_of_a_tuple_with_a_secret_is_shown() {
    let swapped = errors::<(Login, i64)>(&Rules::NONE, &json!([1, login()]));
    assert_eq!(swapped[0]["input"], STARS);
    assert_eq!(swapped[1]["input"], STARS);
    let long = first::<(Login, i64)>(&json!([1, 2, login()]));
    assert_eq!(long["input"], STARS);
}

#[test]
fn a_key_that_is_no_field_of_a_model_with_secrets_is_not_shown() {
    let misspelled = json!({"name": "ada", "pasword": SECRET});
    assert_eq!(
        first::<Login>(&misspelled)["input"],
        json!({"name": "ada", "pasword": STARS})
    );
    let extra = errors::<Closed>(&Rules::NONE, &json!({"name": "", "pin": 1, "pn": 1234}));
    assert_eq!(extra[0]["type"], "extra_forbidden");
    assert_eq!(extra[0]["input"], STARS);
}

/// The arm of numbers is shown the object too, and to `Nickname` its password is a number.
#[test]
fn no_arm_of_a_union_shows_a_secret_of_another() {
    let told = errors::<Either>(&Rules::NONE, &json!({"name": "ada", "password": SECRET}));
    let inputs: Vec<(Value, Value)> = told
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (error["loc"].clone(), error["input"].clone()))
        .collect();
    let object = json!({"name": "ada", "password": STARS});
    assert_eq!(
        inputs,
        [
            (json!(["body", "Login", "password"]), json!(STARS)),
            (json!(["body", "Token", "name"]), json!("ada")),
            (json!(["body", "Token", "token"]), object.clone()),
            (json!(["body", "Nickname", "name"]), json!("ada")),
            (json!(["body", "Nickname", "password"]), json!(STARS)),
            (json!(["body", "int"]), object),
        ]
    );
}

#[test]
fn a_text_that_is_no_document_is_not_shown_where_a_document_with_secrets_was_asked_for() {
    let broken = json!(r#"{"name": "ada", "password": "hunter2""#);
    assert_eq!(first::<Json<Login>>(&broken)["input"], STARS);
}

/// Nine models deep: no depth is too deep to be looked at.
#[test]
fn a_secret_far_inside_is_found() {
    macro_rules! nested {
        ($outer:ident $inner:ident $($more:ident)*) => {
            #[model]
            struct $outer { inner: Box<$inner>, name: String }
            nested!($inner $($more)*);
        };
        ($last:ident) => {
            #[model]
            struct $last { login: Login }
        };
    }
    nested!(N0 N1 N2 N3 N4 N5 N6 N7 N8 N9);
    let mut document = json!({"login": login()});
    for _ in 0..9 {
        document = json!({ "inner": document });
    }
    let text = errors::<N0>(&Rules::NONE, &document).to_string();
    assert!(!text.contains(SECRET) && text.contains(STARS), "{text}");
}

#[test]
fn a_small_limit_shows_no_beginning_of_a_secret() {
    let value = JsonValue::from(SECRET);
    let mut limits = twinlane_model::ErrorLimits::DEFAULT;
    limits.max_input_size = 5;
    let mut errors = ErrorList::new(limits);
    let rules = Rules {
        min_length: Some(20),
        ..Rules::NONE
    };
    assert!(read_value::<Secret<String>>(&value, &rules, &[], &mut errors).is_none());
    assert!(read_value::<Option<Login>>(&value, &Rules::NONE, &[], &mut errors).is_none());
    let text = serde_json::to_string(errors.errors()).unwrap();
    assert!(!text.contains("hunt"), "{text}");
}

/// Pydantic asks the length of the secret, not of a text.
#[test]
fn a_secret_of_a_wrong_length_is_told_as_pydantic_tells_it() {
    let short = errors::<Login>(&Rules::NONE, &login());
    assert_eq!(
        short[0],
        json!({
            "type": "too_short",
            "loc": ["body", "password"],
            "msg": "Value should have at least 8 items after validation, not 7",
            "input": STARS,
            "ctx": {"field_type": "Value", "min_length": 8, "actual_length": 7},
        })
    );
    let rules = Rules {
        max_length: Some(2),
        ..Rules::NONE
    };
    let long = errors::<Secret<String>>(&rules, &json!("äöü"));
    assert_eq!(
        long[0]["msg"],
        "Value should have at most 2 items after validation, not 3"
    );
}

fn everything() -> Value {
    let login = || json!({"name": "ada", "password": "hunter2 and more"});
    json!({
        "list": [login()],
        "map": {"a": login()},
        "pair": [login(), 1],
        "either": login(),
        "optional": [{"name": "ada", "pin": 424_242}],
        "text": login().to_string(),
        "tree": {"children": [{"children": [], "leaf": login()}], "leaf": login()},
        "keys": {"a": "hunter2 too"},
    })
}

/// One change at a place of a document, chosen by numbers.
#[derive(Debug, Clone)]
enum Change {
    Remove,
    Null,
    Number,
    InList,
    InObject,
    Twice,
}

fn change() -> impl Strategy<Value = (Vec<usize>, Change)> {
    let changes = prop_oneof![
        Just(Change::Remove),
        Just(Change::Null),
        Just(Change::Number),
        Just(Change::InList),
        Just(Change::InObject),
        Just(Change::Twice),
    ];
    (proptest::collection::vec(0..8_usize, 0..6), changes)
}

fn applied(mut document: Value, (path, change): &(Vec<usize>, Change)) -> Value {
    let Some((step, deeper)) = path.split_first() else {
        return match change {
            Change::Remove | Change::Null => Value::Null,
            Change::Number => json!(7),
            Change::InList => json!([document]),
            Change::InObject => json!({ "value": document }),
            Change::Twice => json!([document.clone(), document]),
        };
    };
    let deeper = (deeper.to_vec(), change.clone());
    match &mut document {
        Value::Array(items) if !items.is_empty() => {
            let place = step % items.len();
            let item = items.remove(place);
            if deeper.0.is_empty() && matches!(change, Change::Twice) {
                items.push(item.clone());
                items.push(item);
            } else if !(deeper.0.is_empty() && matches!(change, Change::Remove)) {
                items.insert(place, applied(item, &deeper));
            }
        }
        Value::Object(fields) if !fields.is_empty() => {
            let key = fields.keys().nth(step % fields.len()).unwrap().clone();
            let inner = fields.remove(&key).unwrap();
            if deeper.0.is_empty() && matches!(change, Change::Twice) {
                // Another entry of a map; a key that is no field of a model.
                fields.insert(format!("{key}2"), inner.clone());
                fields.insert(key, inner);
            } else if !(deeper.0.is_empty() && matches!(change, Change::Remove)) {
                fields.insert(key, applied(inner, &deeper));
            }
        }
        _ => {}
    }
    document
}

proptest! {
    #[test]
    fn no_error_of_a_changed_document_shows_a_secret(changes in proptest::collection::vec(change(), 1..6)) {
        let document = changes.iter().fold(everything(), applied);
        let value = parse_python_json(document.to_string().as_bytes()).unwrap();
        let mut errors = ErrorList::default();
        let _ = read_value::<Everything>(&value, &Rules::NONE, &[], &mut errors);
        let text = serde_json::to_string(errors.errors()).unwrap();
        prop_assert!(!text.contains(SECRET) && !text.contains("424242"), "{document}: {text}");
    }
}

#[test]
fn the_document_is_taken_before_it_is_changed() {
    let value = parse_python_json(everything().to_string().as_bytes()).unwrap();
    let mut errors = ErrorList::default();
    let read = read_value::<Everything>(&value, &Rules::NONE, &[], &mut errors);
    assert!(
        read.is_some(),
        "{}",
        serde_json::to_string(errors.errors()).unwrap()
    );
}

#[test]
fn no_character_of_secret_bytes_is_told() {
    #[model]
    struct Keys {
        #[field(sensitive)]
        key: BytesAsHex,
        token: Secret<BytesAsBase64>,
    }

    let shown = errors::<Keys>(&Rules::NONE, &json!({"key": "pq", "token": "p~qr"}));
    for (place, encoding) in ["hex", "base64"].into_iter().enumerate() {
        let why = "the value is not shown";
        assert_eq!(
            shown[place]["msg"],
            format!("Data should be valid {encoding}: {why}")
        );
        assert_eq!(
            shown[place]["ctx"],
            json!({"encoding": encoding, "encoding_error": why})
        );
        assert_eq!(shown[place]["input"], STARS);
    }
}
