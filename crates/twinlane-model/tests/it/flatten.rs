//! Models whose fields are partly those of other models, against Pydantic's inheritance.

use std::collections::HashMap;

use expect_test::expect;
use serde_json::{Value, json};
use twinlane_model::{Data, DataTypeExt, FieldError, Partial, fields, model, to_json};

use crate::body;

/// The fields that every item has.
#[model(rename_all = "camelCase", check = is_named, computed(shout: String))]
#[derive(Debug, Clone, PartialEq)]
struct ItemBase {
    /// What it is called.
    #[field(min_length = 1)]
    item_name: String,
    note: Option<String>,
    #[field(validation_alias = ["cost", "price"], gt = 0)]
    cost: f64,
}

impl ItemBase {
    fn shout(&self) -> String {
        self.item_name.to_uppercase()
    }
}

fn is_named(item: &ItemBase) -> Result<(), FieldError> {
    let is_named = item.item_name != "none";
    is_named
        .then_some(())
        .ok_or_else(|| FieldError::value("should have a name"))
}

#[model]
#[derive(Debug, Clone, PartialEq)]
struct Stamps {
    #[field(default = 0)]
    created: u64,
    #[field(read_only, default = 7)]
    version: u64,
}

#[model(check = is_fresh, computed(twice: u64))]
#[derive(Debug, Clone, PartialEq)]
struct Stored {
    id: u32,
    #[field(flatten)]
    item: ItemBase,
    tags: Vec<String>,
    #[serde(flatten)]
    stamps: Stamps,
}

impl Stored {
    fn twice(&self) -> u64 {
        self.stamps.created * 2
    }
}

fn is_fresh(stored: &Stored) -> Result<(), FieldError> {
    let is_fresh = stored.stamps.created < 100;
    is_fresh
        .then_some(())
        .ok_or_else(|| FieldError::value("should be fresh"))
}

/// A model that flattens one which flattens, and keeps what nobody knows.
#[model]
#[derive(Debug, PartialEq)]
struct Listed {
    #[field(flatten)]
    stored: Stored,
    place: u8,
    #[serde(flatten)]
    more: HashMap<String, Value>,
}

fn stored() -> Stored {
    Stored {
        id: 5,
        item: ItemBase {
            item_name: "Lamp".to_owned(),
            note: None,
            cost: 1.5,
        },
        tags: vec!["a".to_owned()],
        stamps: Stamps {
            created: 3,
            version: 7,
        },
    }
}

const WRITTEN: &str = r#"{"id":5,"itemName":"Lamp","note":null,"cost":1.5,"tags":["a"],"created":3,"version":7,"shout":"LAMP","twice":6}"#;

#[test]
fn the_fields_are_those_of_one_object() {
    assert_eq!(stored().to_json(), WRITTEN);
    assert_eq!(Stored::from_json(WRITTEN), Ok(stored()));
    let in_another_order = r#"{"price": "1.5", "tags": ["a"], "created": 3, "unknown": 1, "itemName": "Lamp", "id": 5}"#;
    assert_eq!(Stored::from_json(in_another_order), Ok(stored()));
}

#[test]
fn their_errors_come_in_the_order_of_the_fields() {
    expect![[r#"[{"type":"int_parsing","loc":["body","id"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"x"},{"type":"string_too_short","loc":["body","itemName"],"msg":"String should have at least 1 character","input":"","ctx":{"min_length":1}},{"type":"missing","loc":["body","cost"],"msg":"Field required","input":{"id":"x","itemName":"","created":-1}},{"type":"missing","loc":["body","tags"],"msg":"Field required","input":{"id":"x","itemName":"","created":-1}},{"type":"greater_than_equal","loc":["body","created"],"msg":"Input should be greater than or equal to 0","input":-1,"ctx":{"ge":0}}]"#]]
    .assert_eq(&body::<Stored>(r#"{"id": "x", "itemName": "", "created": -1}"#).unwrap_err());
}

#[test]
fn the_checks_of_the_whole_run_the_flattened_one_first() {
    let none = WRITTEN.replace("Lamp", "none");
    assert!(
        body::<Stored>(&none)
            .unwrap_err()
            .contains("should have a name")
    );
    let old = WRITTEN.replace("\"created\":3", "\"created\":100");
    assert!(
        body::<Stored>(&old)
            .unwrap_err()
            .contains("should be fresh")
    );
    let both = none.replace("\"created\":3", "\"created\":100");
    assert!(
        body::<Stored>(&both)
            .unwrap_err()
            .contains("should have a name")
    );
}

#[test]
fn what_is_flattened_may_flatten() {
    let listed = Listed::from_json(WRITTEN.replace('}', ",\"place\":1,\"x\":[1]}")).unwrap();
    assert_eq!(listed.stored, stored());
    assert_eq!(listed.more["x"], json!([1]));
    let again = Listed::from_json(listed.to_json().replace("\"place\":1", "\"place\":\"1\""));
    assert_eq!(again.map(|again| again.stored), Ok(stored()));
}

#[test]
fn a_change_reaches_the_flattened_fields() {
    let changes =
        Partial::<Listed>::from_json(r#"{"itemName": "Vase", "created": 9, "place": "2"}"#)
            .unwrap();
    assert_eq!(
        changes.get(fields![Listed: stored.item.item_name]).unwrap(),
        "Vase"
    );
    assert_eq!(
        to_json(&Data(&changes)),
        r#"{"itemName":"Vase","created":9,"place":2}"#
    );
    let mut listed = Listed {
        stored: stored(),
        place: 1,
        more: HashMap::new(),
    };
    changes.apply(&mut listed).unwrap();
    assert_eq!(listed.stored.item.item_name, "Vase");
    assert_eq!((listed.stored.stamps.created, listed.place), (9, 2));
    let refused = Partial::<Listed>::from_json(r#"{"itemName": ""}"#).unwrap_err();
    assert_eq!(refused.errors()[0].kind, "string_too_short");
}

#[test]
fn the_schema_has_all_fields() {
    let schema = Stored::json_schema();
    let names: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
    assert_eq!(
        names,
        [
            "id", "itemName", "note", "cost", "tags", "created", "version"
        ]
    );
    assert_eq!(
        schema["required"],
        json!(["id", "itemName", "cost", "tags"])
    );
    assert_eq!(
        schema["properties"]["itemName"]["description"],
        "What it is called."
    );
}

/// A model that forbids unknown keys by itself, and where it is flattened.
#[model(extra = "forbid", check = has_id)]
#[derive(Debug, PartialEq)]
struct Numbered {
    id: u32,
}

fn has_id(numbered: &Numbered) -> Result<(), FieldError> {
    (numbered.id > 0)
        .then_some(())
        .ok_or_else(|| FieldError::value("should have an id"))
}

#[model(extra = "forbid")]
#[derive(Debug, PartialEq)]
struct Closed {
    #[field(flatten)]
    numbered: Numbered,
    name: String,
}

#[test]
fn what_forbids_unknown_keys_is_flattened_into_what_does() {
    assert!(Closed::from_json(r#"{"id":1,"name":"a"}"#).is_ok());
    let errors = body::<Closed>(r#"{"id":"1","name":"a","more":1}"#).unwrap_err();
    assert!(errors.contains("extra_forbidden"), "{errors}");
    let errors = body::<Closed>(r#"{"id":0,"name":"a"}"#).unwrap_err();
    assert!(errors.contains("should have an id"), "{errors}");
}

#[model]
#[derive(Debug, PartialEq)]
struct Paged<T> {
    items: Vec<T>,
    #[field(flatten)]
    stamps: Stamps,
}

#[test]
fn a_generic_model_may_flatten_another() {
    let paged: Paged<u8> = body(r#"{"items": [1, "2"], "created": 4}"#).unwrap();
    assert_eq!((paged.items, paged.stamps.created), (vec![1, 2], 4));
}
