//! Types by other names: an alias, a renamed import, `Self`, a macro in the place of a type, a type that a macro passes on. What they
//! mean stays the same.

use std::fmt::Debug;

use serde_json::{Value, json};
use twinlane_model::{Data, DataType, Definitions, Mode, model, to_json};

use crate::{body, query};

/// Types with other names.
mod names {
    pub(super) use std::boxed::Box as Boxed;
    pub(super) use std::collections::HashMap as Table;
    pub(super) use std::option::Option as Maybe;
    pub(super) use std::string::String as Text;
    pub(super) use std::vec::Vec as Items;

    pub(super) type Flag = bool;
    pub(super) type Number = u8;
    pub(super) type Nothing = ();
    pub(super) type Extra = Table<Text, serde_json::Value>;
    pub(super) type MaybeSeconds = Maybe<std::time::Duration>;
}
use names::{Boxed, Extra, Flag, Items, Maybe, MaybeSeconds, Nothing, Number, Text};

macro_rules! list_of {
    ($ty:ty) => { Vec<$ty> };
}

/// Each model twice: with other names, and as one writes it usually.
mod renamed {
    use super::*;

    #[model]
    #[derive(Debug, PartialEq)]
    pub(super) struct Node {
        name: Text,
        note: Maybe<Text>,
        #[field(min_items = 1)]
        tags: Items<Text>,
        open: Flag,
        #[field(default = 5, le = 9)]
        number: Number,
        nothing: Nothing,
        listed: list_of!(u8),
        next: Maybe<Boxed<Self>>,
        #[field(min_items = 1)]
        children: Maybe<list_of!(Self)>,
    }

    #[model]
    #[derive(Debug, PartialEq)]
    pub(super) struct Kept {
        name: Text,
        #[field(extra)]
        more: Extra,
    }

    #[model(untagged)]
    #[derive(Debug, PartialEq)]
    pub(super) enum Tree {
        Leaf(Number),
        Branch(Items<Self>),
    }

    #[model]
    #[derive(Debug, PartialEq)]
    pub(super) struct Page<T> {
        items: Items<T>,
        next: Maybe<Boxed<Self>>,
    }
}

mod usual {
    use std::collections::HashMap;

    use super::*;

    #[model]
    #[derive(Debug, PartialEq)]
    pub(super) struct Node {
        name: String,
        note: Option<String>,
        #[field(min_items = 1)]
        tags: Vec<String>,
        open: bool,
        #[field(default = 5, le = 9)]
        number: u8,
        nothing: (),
        listed: Vec<u8>,
        next: Option<Box<Node>>,
        #[field(min_items = 1)]
        children: Option<Vec<Node>>,
    }

    #[model]
    #[derive(Debug, PartialEq)]
    pub(super) struct Kept {
        name: String,
        #[field(extra)]
        more: HashMap<String, Value>,
    }

    #[model(untagged)]
    #[derive(Debug, PartialEq)]
    pub(super) enum Tree {
        Leaf(u8),
        Branch(Vec<Tree>),
    }

    #[model]
    #[derive(Debug, PartialEq)]
    pub(super) struct Page<T> {
        items: Vec<T>,
        next: Option<Box<Page<T>>>,
    }
}

/// The outcome of each document, and the schema with its components.
fn outcomes<T: DataType + Debug>(documents: &[&str]) -> (Vec<String>, Value) {
    let outcome = |document: &&str| match body::<T>(document) {
        Ok(value) => {
            let written = to_json(&Data(&value));
            format!("{value:?} {written}")
        }
        Err(errors) => errors,
    };
    let mut definitions = Definitions::new();
    definitions.collect(T::SHAPE, Mode::Input);
    let definitions = definitions.finish();
    let schema = definitions.schema(T::SHAPE, Mode::Input);
    let components: Vec<_> = definitions.components().into_iter().collect();
    (
        documents.iter().map(outcome).collect(),
        json!([schema, components]),
    )
}

#[test]
fn a_field_of_another_name_is_read_written_and_described_alike() {
    let documents = [
        "{}",
        r#"{"name": "a", "tags": ["x"], "open": "on", "nothing": null, "listed": ["1"]}"#,
        r#"{"name": "a", "note": null, "tags": [], "open": 1, "number": 10, "nothing": null, "listed": [300]}"#,
        r#"{"name": 1, "tags": ["x"], "open": true, "nothing": null, "listed": [], "children": [],
            "next": {"name": "b", "tags": ["y"], "open": false, "nothing": null, "listed": []}}"#,
    ];
    assert_eq!(
        outcomes::<renamed::Node>(&documents),
        outcomes::<usual::Node>(&documents)
    );
    let documents = [r#"{"name": "a", "b": [1]}"#, r#"{"b": 1}"#];
    assert_eq!(
        outcomes::<renamed::Kept>(&documents),
        outcomes::<usual::Kept>(&documents)
    );
    let documents = ["1", "[1, [2, []]]", "[300]", "true"];
    assert_eq!(
        outcomes::<renamed::Tree>(&documents),
        outcomes::<usual::Tree>(&documents)
    );
    let documents = [
        r#"{"items": [1], "next": {"items": ["2"]}}"#,
        r#"{"next": {}}"#,
    ];
    assert_eq!(
        outcomes::<renamed::Page<u8>>(&documents),
        outcomes::<usual::Page<u8>>(&documents)
    );
}

/// A foreign value that may be absent.
#[model]
#[derive(Debug, PartialEq)]
struct Timer {
    #[field(foreign, schema = json!({ "type": "object" }))]
    usual: Option<std::time::Duration>,
    #[field(foreign, schema = json!({ "type": "object" }))]
    renamed: MaybeSeconds,
    #[field(foreign, schema = json!({ "type": "object" }))]
    required: std::time::Duration,
}

#[test]
fn a_foreign_option_of_another_name_is_one() {
    let (_, schema) = outcomes::<Timer>(&[]);
    let timer = &schema[1][0][1];
    let any_of = json!([{ "type": "object" }, { "type": "null" }]);
    assert_eq!(timer["properties"]["usual"]["anyOf"], any_of);
    assert_eq!(timer["properties"]["renamed"]["anyOf"], any_of);
    assert_eq!(timer["properties"]["required"]["type"], "object");
    assert_eq!(timer["required"], json!(["required"]));
    let seconds = r#"{"secs": 1, "nanos": 0}"#;
    let timer = |rest: &str| body::<Timer>(&format!(r#"{{"required": {seconds}{rest}}}"#));
    assert_eq!(timer("").unwrap().renamed, None);
    assert_eq!(timer(r#", "renamed": null"#).unwrap().renamed, None);
    let given = timer(&format!(r#", "renamed": {seconds}"#)).unwrap();
    assert_eq!(given.renamed, Some(std::time::Duration::from_secs(1)));
}

/// The number of a variant is what the compiler has for it.
#[model(integer)]
#[derive(Debug, Clone, Copy, PartialEq)]
enum Level {
    Low = -1,
    None,
    High = 0x10,
    #[field(value = 99)]
    Most = Self::LIMIT,
}

impl Level {
    const LIMIT: isize = 100 - 1;
}

#[test]
fn the_numbers_of_variants_are_those_of_the_enum() {
    for level in [Level::Low, Level::None, Level::High, Level::Most] {
        let number = (level as isize).to_string();
        assert_eq!(body::<Level>(&number).unwrap(), level);
        assert_eq!(to_json(&Data(&level)), number);
    }
    assert!(query::<Level>("1").is_err());
}

/// A derive that has the name of one of serde's.
mod other_derives {
    pub(super) use std::fmt::Debug as Serialize;
}

#[model]
#[derive(PartialEq, other_derives::Serialize, serde::Serialize, Deserialize)]
struct Derived {
    name: String,
}

#[test]
fn a_derive_of_another_crate_stays_though_it_has_the_name_of_one_of_serde() {
    let derived = body::<Derived>(r#"{"name": "a"}"#).unwrap();
    assert_eq!(format!("{derived:?}"), r#"Derived { name: "a" }"#);
    assert_eq!(serde_json::to_string(&derived).unwrap(), r#"{"name":"a"}"#);
}

/// A model whose name ends as those of maps do.
#[model]
#[derive(Debug, PartialEq)]
struct SiteMap {
    pages: u8,
}

#[model]
#[derive(Debug, PartialEq)]
struct Site {
    #[serde(flatten)]
    map: SiteMap,
    #[field(flatten)]
    other: SizeMap,
}

#[model]
#[derive(Debug, PartialEq)]
struct SizeMap {
    size: u8,
}

#[test]
fn a_model_may_be_called_a_map_and_is_flattened() {
    let site = body::<Site>(r#"{"pages": 1, "size": 2}"#).unwrap();
    let expected = Site {
        map: SiteMap { pages: 1 },
        other: SizeMap { size: 2 },
    };
    assert_eq!(site, expected);
}
