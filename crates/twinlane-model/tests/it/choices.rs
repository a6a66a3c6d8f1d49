//! Fields that are read by paths into the input, and by names that they share.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use twinlane_model::{Data, DataTypeExt, Given, Model, Partial, Secret, fields, model};

#[model]
#[derive(Debug, PartialEq)]
struct Paths {
    #[field(validation_alias = AliasPath("l", 0))]
    first: i64,
    #[field(validation_alias = ["x", AliasPath("d", "k", -1)])]
    other: Option<i64>,
}

#[model]
#[derive(Debug, PartialEq)]
struct Shared {
    #[field(validation_alias = ["x", "a"])]
    a: i64,
    #[field(validation_alias = ["x", "b"])]
    b: String,
}

#[model]
#[derive(Debug, PartialEq)]
struct Outer {
    #[field(flatten)]
    paths: Paths,
    #[field(default = 1)]
    size: i64,
}

#[model(tag = "kind")]
#[derive(Debug, PartialEq)]
enum Pet {
    Cat(Paths),
    Dog {
        #[field(validation_alias = AliasPath("l", 1))]
        second: i64,
    },
}

#[model]
struct Login {
    #[field(validation_alias = AliasPath("keys", 0))]
    key: Secret<String>,
    #[field(validation_alias = AliasPath("keys", 1))]
    number: i64,
    #[field(default = [])]
    keys: Vec<i64>,
    other: i64,
}

fn errors<T: Model>(json: &Value) -> Value {
    let errors = T::from_value(json.clone()).err().expect("it is refused");
    serde_json::to_value(errors.errors()).unwrap()
}

#[test]
fn a_document_is_read_along_paths_by_every_reader() {
    let json = r#"{"l": [3], "d": {"k": [1, "7"]}}"#;
    let read = Paths::from_json(json).unwrap();
    assert_eq!((read.first, read.other), (3, Some(7)));
    // `serde` alone, from a text and from a value.
    assert_eq!(serde_json::from_str::<Paths>(json).unwrap(), read);
    let value: Value = serde_json::from_str(json).unwrap();
    assert_eq!(
        serde_json::from_value::<Data<Paths>>(value).unwrap().0,
        read
    );
    assert_eq!(read.to_json(), r#"{"first":3,"other":7}"#);
    assert!(serde_json::from_str::<Paths>(r#"{"first": 3}"#).is_err());
}

#[test]
fn a_name_that_is_shared_is_read_as_each_field() {
    let read = Shared::from_json(r#"{"x": "1"}"#).unwrap();
    assert_eq!((read.a, read.b.as_str()), (1, "1"));
    let read: Shared = serde_json::from_str(r#"{"a": 2, "b": "t"}"#).unwrap();
    assert_eq!((read.a, read.b.as_str()), (2, "t"));
    // Within others, where the fast pass reads what is around.
    let list = serde_json::from_str::<Data<Vec<Shared>>>(r#"[{"x": "1"}]"#)
        .unwrap()
        .0;
    assert_eq!(list[0].a, 1);
}

#[test]
fn flattened_models_and_variants_are_read_along_paths() {
    let outer = Outer::from_json(r#"{"l": [1], "size": 2}"#).unwrap();
    assert_eq!((outer.paths.first, outer.size), (1, 2));
    assert!(Outer::from_json(r#"{"first": 1}"#).is_err());
    for json in [
        r#"{"kind": "Cat", "l": [5]}"#,
        r#"{"l": [5], "kind": "Cat"}"#,
    ] {
        let pet: Pet = serde_json::from_str(json).unwrap();
        assert_eq!(
            pet,
            Pet::Cat(Paths {
                first: 5,
                other: None
            })
        );
    }
    let pet: Pet = serde_json::from_str(r#"{"kind": "Dog", "l": [5, 6]}"#).unwrap();
    assert_eq!(pet, Pet::Dog { second: 6 });
    assert!(serde_json::from_str::<Pet>(r#"{"kind": "Dog", "second": 6}"#).is_err());
}

#[test]
fn what_was_given_along_a_path_is_known() {
    let given = Given::<Paths>::from_json(r#"{"l": [3]}"#).unwrap();
    assert!(given.has(fields![Paths: first]) && !given.has(fields![Paths: other]));
    assert_eq!(given.to_json(), r#"{"first":3}"#);

    let changes = Partial::<Paths>::from_json(r#"{"x": "9"}"#).unwrap();
    let mut paths = Paths {
        first: 1,
        other: None,
    };
    assert_eq!(changes.get(fields![Paths: other]), Some(&Some(9)));
    changes.apply(&mut paths).unwrap();
    assert_eq!(
        paths,
        Paths {
            first: 1,
            other: Some(9)
        }
    );
}

#[test]
fn pairs_of_a_name_that_a_path_leads_into_are_a_list() {
    let read = Paths::from_pairs([("l", "1"), ("l", "2"), ("x", "3")]).unwrap();
    assert_eq!((read.first, read.other), (1, Some(3)));
    assert!(
        Paths::from_pairs([("l", "1")]).is_err(),
        "a text has no items"
    );
}

#[test]
fn a_secret_at_the_end_of_a_path_is_in_no_error() {
    for json in [
        json!({ "keys": ["hunter2", "x"] }),
        json!({ "keys": [["hunter2"], 1], "other": 1 }),
        json!({ "keys": { "0": "hunter2" } }),
        json!({ "keys": "hunter2" }),
    ] {
        let errors = errors::<Login>(&json).to_string();
        assert!(!errors.contains("hunter2"), "{errors}");
    }
}

/// Fields that may be left out and are not `null`.
#[model]
struct Loose {
    #[field(not_null, ge = 1)]
    size: Option<i64>,
    #[field(not_null)]
    names: Option<BTreeMap<String, i64>>,
}

#[test]
fn a_value_may_be_left_out_and_not_be_null() {
    let loose = Loose::from_json("{}").unwrap();
    assert!(loose.size.is_none() && loose.names.is_none());
    assert_eq!(loose.to_json(), r#"{"size":null,"names":null}"#);
    assert!(serde_json::from_str::<Loose>(r#"{"size": null}"#).is_err());
    let errors = errors::<Loose>(&json!({ "size": null, "names": null }));
    assert_eq!(errors[0]["type"], "int_type");
    assert_eq!(errors[1]["type"], "dict_type");

    let changes = Partial::<Loose>::from_json(r#"{"size": 3}"#).unwrap();
    assert_eq!(changes.get(fields![Loose: size]), Some(&Some(3)));
    assert!(Partial::<Loose>::from_json(r#"{"size": null}"#).is_err());
    let schema = Loose::json_schema();
    assert_eq!(schema["properties"]["size"]["type"], "integer", "{schema}");
}

/// A path that leads into the same model, so that two fields are read from each part of a document.
#[model]
struct Folder {
    #[field(default = [])]
    inner: Vec<Folder>,
    #[field(validation_alias = AliasPath("inner", 0))]
    first: Option<Box<Folder>>,
}

/// Two fields of the same model that share a name.
#[model]
struct Twins {
    #[field(validation_alias = ["x", "a"])]
    a: Option<Box<Twins>>,
    #[field(validation_alias = ["x", "b"])]
    b: Option<Box<Twins>>,
}

#[test]
fn what_several_fields_are_read_from_is_not_walked_without_end() {
    let folders = |depth| {
        let (open, close) = (r#"{"inner":["#.repeat(depth), "]}".repeat(depth));
        format!("{open}{{}}{close}")
    };
    let twins = |depth| format!("{}{{}}{}", r#"{"x":"#.repeat(depth), "}".repeat(depth));
    let folder = crate::body::<Folder>(&folders(8)).unwrap();
    assert!(folder.inner.len() == 1 && folder.first.is_some());
    let both = crate::body::<Twins>(&twins(8)).unwrap();
    assert!(both.a.is_some() && both.b.is_some());
    for depth in [20, 200] {
        let errors = crate::body::<Folder>(&folders(depth)).err().unwrap();
        assert!(errors.contains("recursion_depth_exceeded"), "{errors}");
        let errors = crate::body::<Twins>(&twins(depth)).err().unwrap();
        assert!(errors.contains("recursion_depth_exceeded"), "{errors}");
        assert!(serde_json::from_str::<Data<Folder>>(&folders(depth)).is_err());
    }
}

#[test]
fn a_long_document_may_be_read_along_paths() {
    let rows = vec![r#"{"l":[1,2,3]}"#; 200_000].join(",");
    let read = serde_json::from_str::<Data<Vec<Paths>>>(&format!("[{rows}]"));
    assert_eq!(read.unwrap().0.len(), 200_000);
    let wide = format!(r#"{{"inner":[{}]}}"#, vec!["{}"; 300_000].join(","));
    let read = crate::body::<Folder>(&wide).unwrap();
    assert_eq!(read.inner.len(), 300_000);
}

/// A further name of one field is the own name of another, which is read along a path.
#[model]
#[derive(Debug, PartialEq)]
struct Names {
    #[field(validation_alias = ["name", "first"])]
    name: Option<String>,
    #[field(validation_alias = AliasPath("names", 0))]
    first: Option<String>,
}

#[test]
fn a_value_is_of_the_field_that_was_read() {
    let read = |json: &str| {
        let read = crate::body::<Names>(json).unwrap();
        (read.name, read.first)
    };
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(read(r#"{"names": ["Ada"]}"#), (None, text("Ada")));
    assert_eq!(
        read(r#"{"name": "X", "names": ["Ada"]}"#),
        (text("X"), text("Ada"))
    );
    assert_eq!(read(r#"{"first": "X"}"#), (text("X"), None));
    assert_eq!(read(r#"{"first": "Y", "name": "X"}"#), (text("X"), None));
}

/// A path, and a name that only `serde` was told.
#[model]
struct Renamed {
    #[serde(alias = "x")]
    #[field(validation_alias = AliasPath("l", 0))]
    first: i64,
}

#[test]
fn a_name_beside_a_path_is_read_after_it() {
    let first = |json: &str| crate::body::<Renamed>(json).unwrap().first;
    assert_eq!(first(r#"{"l": [1]}"#), 1);
    assert_eq!(first(r#"{"x": 2}"#), 2);
    assert_eq!(first(r#"{"x": 2, "l": [1]}"#), 1);
}
