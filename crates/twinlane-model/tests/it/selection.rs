//! The output for included and excluded fields: each answer is Pydantic's for the same model.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use twinlane_model::types::Decimal;
use twinlane_model::{DataType, Selection, model};

#[model]
struct Sub {
    a: Option<i64>,
    #[field(default = "x")]
    b: String,
}

#[model]
struct Item {
    name: String,
    desc: Option<String>,
    #[field(default = 10.5)]
    tax: f64,
    #[field(default = 0.1)]
    small: f32,
    price: Decimal,
    #[field(alias = "aliasMe", default = 3)]
    alias_me: i64,
    sub: Option<Sub>,
    #[field(default)]
    subs: Vec<Sub>,
    #[field(default)]
    m: BTreeMap<String, Option<i64>>,
}

fn sub(a: Option<i64>, b: &str) -> Sub {
    let b = b.to_owned();
    Sub { a, b }
}

fn item() -> Item {
    Item {
        name: "a".to_owned(),
        desc: None,
        tax: 10.5,
        small: 0.1,
        price: Decimal::from(1),
        alias_me: 3,
        sub: Some(sub(None, "x")),
        subs: vec![sub(Some(1), "x"), sub(None, "y")],
        m: BTreeMap::from([("k".to_owned(), None)]),
    }
}

fn written(selection: &Selection, value: &impl DataType) -> String {
    selection.to_json(value).unwrap()
}

fn only(paths: &[&str]) -> Selection {
    paths
        .iter()
        .fold(Selection::new(), |selection, path| selection.include(path))
}

fn without(paths: &[&str]) -> Selection {
    paths
        .iter()
        .fold(Selection::new(), |selection, path| selection.exclude(path))
}

#[test]
fn fields_are_included_and_excluded_by_their_names() {
    let item = item();
    for (selection, expected) in [
        (
            only(&["name", "sub"]),
            r#"{"name":"a","sub":{"a":null,"b":"x"}}"#,
        ),
        (only(&["alias_me"]), r#"{"aliasMe":3}"#),
        (only(&["aliasMe"]), "{}"),
        (only(&["name", "tax"]).exclude("name"), r#"{"tax":10.5}"#),
        (
            only(&["sub.b", "subs.*.a"]),
            r#"{"sub":{"b":"x"},"subs":[{"a":1},{"a":null}]}"#,
        ),
        (
            without(&["sub.a", "subs.*.b", "m", "price", "small", "alias_me"]),
            r#"{"name":"a","desc":null,"tax":10.5,"sub":{"b":"x"},"subs":[{"a":1},{"a":null}]}"#,
        ),
        (without(&["m.k"]).include("m"), r#"{"m":{}}"#),
    ] {
        assert_eq!(written(&selection, &item), expected);
    }
}

#[test]
fn none_is_left_out_of_models_alone() {
    let selection = only(&["desc", "sub", "subs", "m"]).exclude_none();
    assert_eq!(
        written(&selection, &item()),
        r#"{"sub":{"b":"x"},"subs":[{"a":1,"b":"x"},{"b":"y"}],"m":{"k":null}}"#
    );
}

#[test]
fn defaults_are_left_out_in_every_model() {
    assert_eq!(
        written(&Selection::new().exclude_defaults(), &item()),
        r#"{"name":"a","price":"1","sub":{},"subs":[{"a":1},{"b":"y"}],"m":{"k":null}}"#
    );
}

#[test]
fn lists_and_maps_are_gone_through() {
    let items = vec![sub(None, "y"), sub(Some(2), "x")];
    assert_eq!(
        written(&without(&["*.b"]), &items),
        r#"[{"a":null},{"a":2}]"#
    );
    assert_eq!(
        written(&Selection::new().exclude_none(), &items),
        r#"[{"b":"y"},{"a":2,"b":"x"}]"#
    );
    let map = BTreeMap::from([
        ("k".to_owned(), sub(None, "x")),
        ("z".to_owned(), sub(None, "x")),
    ]);
    assert_eq!(
        written(&only(&["k"]).exclude_none(), &map),
        r#"{"k":{"b":"x"}}"#
    );
    assert_eq!(
        written(&only(&["*.a"]), &map),
        r#"{"k":{"a":null},"z":{"a":null}}"#
    );
    assert_eq!(written(&without(&["x"]), &3_i64), "3");
}

#[model]
struct Cat {
    purrs: Option<bool>,
}

#[model]
struct Dog {
    barks: Option<bool>,
    #[field(default = 4)]
    legs: u8,
}

#[model(untagged)]
enum Either {
    Cat(Cat),
    Dog(Dog),
    Named(BTreeMap<String, Option<i64>>),
}

#[model(tag = "kind")]
enum Pet {
    Cat(Cat),
    Dog(Dog),
}

#[test]
fn of_several_arms_it_is_the_one_that_was_written() {
    let selection = || Selection::new().exclude_none().exclude_defaults();
    let dog = || Dog {
        barks: None,
        legs: 4,
    };
    let pets = vec![Pet::Cat(Cat { purrs: None }), Pet::Dog(dog())];
    assert_eq!(
        written(&selection(), &pets),
        r#"[{"kind":"Cat"},{"kind":"Dog"}]"#
    );
    let named = BTreeMap::from([("x".to_owned(), None)]);
    let either = vec![
        Either::Named(named),
        Either::Dog(dog()),
        Either::Cat(Cat { purrs: None }),
    ];
    assert_eq!(written(&selection(), &either), r#"[{"x":null},{},{}]"#);
}

#[test]
fn a_name_that_is_no_field_is_found() {
    let unknown = |selection: &Selection| {
        let found = selection.unknown_field(Item::SHAPE)?;
        Some(format!("{}: {}", found.path, found.within))
    };
    assert_eq!(
        unknown(&without(&["name", "sub.a", "subs.*.b", "m.k"])),
        None
    );
    assert_eq!(
        unknown(&without(&["nmae"])).as_deref(),
        Some("nmae: `Item` has no such field")
    );
    assert_eq!(
        unknown(&only(&["sub.c"])).as_deref(),
        Some("sub.c: `Sub` has no such field")
    );
    assert_eq!(
        unknown(&only(&["subs.a"])).as_deref(),
        Some("subs.a: there is a list: write `*.a`")
    );
    assert_eq!(
        unknown(&only(&["name.x"])).as_deref(),
        Some("name.x: there are no fields")
    );
}

#[model]
struct Wheel {
    #[field(alias = "rimSize")]
    rim_size: u32,
    #[field(serialization_alias = "kind")]
    r#type: String,
}

#[model]
struct Motorcycle {
    #[field(alias = "frontWheel")]
    front_wheel: Wheel,
    #[field(alias = "spareWheels")]
    spare_wheels: Vec<Option<Wheel>>,
    by_name: BTreeMap<String, Wheel>,
    either: WheelOrText,
    #[field(extra)]
    more: BTreeMap<String, i64>,
}

#[model(untagged)]
enum WheelOrText {
    Wheel(Wheel),
    Text(String),
}

/// Keys of maps and extra keys are no fields: they stay.
#[test]
fn fields_are_named_as_in_rust() {
    let wheel = |rim_size| Wheel {
        rim_size,
        r#type: "spoked".to_owned(),
    };
    let motorcycle = Motorcycle {
        front_wheel: wheel(1),
        spare_wheels: vec![None, Some(wheel(2))],
        by_name: [("rimSize".to_owned(), wheel(3))].into(),
        either: WheelOrText::Wheel(wheel(4)),
        more: [("frontWheels".to_owned(), 5)].into(),
    };
    let by_names = Selection::new().by_rust_names();
    assert!(!by_names.is_everything());
    let written = by_names.to_json(&motorcycle).unwrap();
    let wheel = |rim_size| json!({ "rim_size": rim_size, "type": "spoked" });
    assert_eq!(
        serde_json::from_str::<Value>(&written).unwrap(),
        json!({
            "front_wheel": wheel(1),
            "spare_wheels": [null, wheel(2)],
            "by_name": { "rimSize": wheel(3) },
            "either": wheel(4),
            "frontWheels": 5,
        })
    );
    let fewer = by_names.include("front_wheel.type").exclude("by_name");
    assert_eq!(
        fewer.to_json(&motorcycle).unwrap(),
        r#"{"front_wheel":{"type":"spoked"}}"#
    );
}
