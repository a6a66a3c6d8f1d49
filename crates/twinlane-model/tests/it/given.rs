//! A model and the fields of it that were given.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};
use twinlane_model::{Data, DataType, DataTypeExt, FieldError, Given, fields, model, to_json};

use crate::body;

#[model]
#[derive(Debug, Clone, PartialEq)]
struct Size {
    #[field(default = 1)]
    x: u32,
    #[field(default = 2)]
    y: u32,
}

#[model(tag = "kind", rename_all = "lowercase")]
#[derive(Debug, Clone, PartialEq)]
enum Pet {
    Cat {
        #[field(default = 9)]
        lives: u32,
    },
    Dog {
        bone: Option<String>,
    },
}

#[model(untagged)]
#[derive(Debug, Clone, PartialEq)]
enum Shown {
    Size(Size),
    Text(String),
}

#[model]
#[derive(Debug, Clone, PartialEq)]
struct Base {
    #[field(alias = "baseName", default = "none")]
    name: String,
    note: Option<String>,
}

#[model(computed(up: String), populate_by_name)]
#[derive(Debug, Clone, PartialEq)]
struct Item {
    #[field(flatten)]
    base: Base,
    #[field(min_length = 1)]
    name: String,
    #[field(alias = "thePrice", default = 10.5)]
    price: f64,
    size: Option<Size>,
    #[field(default)]
    sizes: Vec<Size>,
    #[field(default)]
    by_name: HashMap<String, Size>,
    pet: Option<Pet>,
    shown: Option<Shown>,
    #[field(default)]
    any: Value,
    #[field(default)]
    set: HashSet<u8>,
    #[field(extra)]
    more: HashMap<String, Value>,
}

impl Item {
    fn up(&self) -> String {
        self.name.to_uppercase()
    }
}

/// The text that FastAPI writes of it with `exclude_unset`.
#[track_caller]
fn check<T: DataType>(document: &str, written: &str) {
    let value = body::<Given<T>>(document).unwrap();
    assert_eq!(to_json(&Data(&value)), written, "a document");
    let value: Value = serde_json::from_str(document).unwrap();
    let value: Given<T> = serde_json::from_value(value).unwrap();
    assert_eq!(to_json(&Data(&value)), written, "another deserializer");
}

#[test]
fn what_is_not_given_is_not_written() {
    check::<Item>(r#"{"name":"a"}"#, r#"{"name":"a","up":"A"}"#);
    check::<Item>(
        r#"{"name":"a","thePrice":10.5,"size":null,"note":null,"zz":[1]}"#,
        r#"{"note":null,"name":"a","thePrice":10.5,"size":null,"zz":[1],"up":"A"}"#,
    );
}

#[test]
fn models_within_are_written_as_they_were_given() {
    check::<Item>(
        r#"{"name":"a","size":{"y":3},"sizes":[{},{"x":1}],"by_name":{"k":{"x":5},"e":{}},"any":{"x":{}},"set":[3]}"#
            .replace(r#","e":{}"#, "")
            .as_str(),
        r#"{"name":"a","size":{"y":3},"sizes":[{},{"x":1}],"by_name":{"k":{"x":5}},"any":{"x":{}},"set":[3],"up":"A"}"#,
    );
    check::<Item>(
        r#"{"name":"a","pet":{"kind":"cat"},"shown":{"x":1}}"#,
        r#"{"name":"a","pet":{"kind":"cat"},"shown":{"x":1},"up":"A"}"#,
    );
    check::<Vec<Size>>(r#"[{},{"y":1}]"#, r#"[{},{"y":1}]"#);
    check::<Pet>(r#"{"kind":"dog"}"#, r#"{"kind":"dog"}"#);
}

#[test]
fn both_passes_agree() {
    // A text for a number: the slow pass.
    check::<Size>(r#"{"y":"3"}"#, r#"{"y":3}"#);
    check::<Item>(
        r#"{"name":"a","price":"3","sizes":[{"x":"1"}],"baseName":"b","pet":{"kind":"cat","lives":"3"}}"#,
        r#"{"baseName":"b","name":"a","thePrice":3.0,"sizes":[{"x":1}],"pet":{"kind":"cat","lives":3},"up":"A"}"#,
    );
}

#[test]
fn it_is_checked_as_the_model() {
    let document = r#"{"name":"","sizes":[{"x":-1}]}"#;
    assert_eq!(
        body::<Given<Item>>(document).map(drop),
        body::<Item>(document).map(drop)
    );
    assert_eq!(
        Given::<Item>::from_value(json!(1)).map(drop),
        Item::from_value(json!(1)).map(drop)
    );
    assert_eq!(Given::<Item>::json_schema(), Item::json_schema());
}

fn item() -> Item {
    Item::from_json(r#"{"name":"a","size":{}}"#).unwrap()
}

#[test]
fn fields_are_named_as_in_rust() {
    let written = |given: Given<Item>| given.to_json();
    let given = Given::new(item(), fields![Item: price, size]);
    assert_eq!(
        written(given),
        r#"{"thePrice":10.5,"size":{"x":1,"y":2},"up":"A"}"#
    );
    let given = Given::new(item(), fields![Item: base.name]);
    assert_eq!(written(given), r#"{"baseName":"none","up":"A"}"#);
    let given = Given::new(item(), fields![Item: base]);
    assert_eq!(
        written(given),
        r#"{"baseName":"none","note":null,"up":"A"}"#
    );
    assert_eq!(
        written(Given::new(item(), fields![Item: name])),
        r#"{"name":"a","up":"A"}"#
    );
    assert_eq!(written(Given::new(item(), fields![Item:])), r#"{"up":"A"}"#);
}

#[model]
struct Page<T> {
    item: T,
    #[field(default = 1)]
    r#type: u32,
}

#[test]
fn generic_models_and_fields_of_fields() {
    let page = || Page {
        item: Size { x: 3, y: 4 },
        r#type: 7,
    };
    let given = Given::new(page(), fields![Page<Size>: item.x, r#type]);
    assert_eq!(given.to_json(), r#"{"item":{"x":3},"type":7}"#);
    assert!(given.has(fields![Page<Size>: item.x]) && !given.has(fields![Page<Size>: item.y]));
    check::<Page<Size>>(r#"{"item":{"y":3}}"#, r#"{"item":{"y":3}}"#);
    check::<Page<Given<Size>>>(r#"{"item":{"y":"3"}}"#, r#"{"item":{"y":3}}"#);
}

#[test]
fn changes_are_given_too() {
    let mut given = Given::<Item>::from_json(r#"{"name":"a","size":{"x":3}}"#).unwrap();
    assert!(given.has(fields![Item: name, size]) && !given.has(fields![Item: name, price]));
    given.change(fields![Item: price], |item| item.price = 2.0);
    assert_eq!(
        given.to_json(),
        r#"{"name":"a","thePrice":2.0,"size":{"x":3},"up":"A"}"#
    );
    assert_eq!(given.into_inner().price.to_string(), "2");
}

#[model(check = Span::is_ordered)]
#[derive(Debug, Clone, PartialEq)]
struct Span {
    #[field(default = 0)]
    from: i64,
    #[field(default = 100)]
    to: i64,
    #[field(flatten)]
    base: Base,
}

impl Span {
    fn is_ordered(&self) -> Result<(), FieldError> {
        if self.from > self.to {
            return Err(FieldError::value("it ends before it begins"));
        }
        Ok(())
    }
}

#[test]
fn what_is_given_is_applied_and_checked() {
    let mut span = Span::from_json(r#"{"from":5,"to":9,"note":"n"}"#).unwrap();
    let given = Given::<Span>::from_json(r#"{"to":7,"baseName":"b"}"#).unwrap();
    given.apply(&mut span).unwrap();
    assert_eq!((span.from, span.to), (5, 7));
    assert_eq!(
        (span.base.name.as_str(), span.base.note.as_deref()),
        ("b", Some("n"))
    );
    let before = span.clone();
    let given = Given::<Span>::from_json(r#"{"to":3}"#).unwrap();
    let error = given.apply(&mut span).unwrap_err();
    assert_eq!(error.to_string(), "Value error, it ends before it begins");
    assert_eq!(to_json(&error.detail().input), r#"{"to":3}"#);
    assert_eq!(span, before);
}

#[test]
fn a_map_is_written_with_what_was_given_of_each_value() {
    let names: HashMap<String, Size> = (0..500)
        .map(|number| (format!("{number:03}"), Size { x: 1, y: 2 }))
        .collect();
    let given: Given<HashMap<String, Size>> = body(&to_json(&Data(&names))).unwrap();
    let written = to_json(&Data(&given));
    assert_eq!(written.matches(r#":{"x":1,"y":2}"#).count(), 500);
}
