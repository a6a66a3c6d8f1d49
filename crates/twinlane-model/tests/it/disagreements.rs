//! Documents of which the two passes once made different values, and some that took too much of the stack or of the time.

use std::collections::BTreeMap;
use std::thread;

use serde::Deserialize;
use serde_json::{Value, json};
use twinlane_model::__private::read_fast;
use twinlane_model::shape::Rules;
use twinlane_model::{
    DataType, DataTypeExt, ErrorList, JsonText, model, parse_python_json, read_value, to_json,
};

/// Asserts that the slow pass reads the same value, if the fast pass takes the document.
fn agree<T: DataType + std::fmt::Debug>(document: &str) {
    let Some(fast) = read_fast::<T>(document) else {
        return;
    };
    let parsed = parse_python_json(document.as_bytes()).unwrap();
    let slow = read_value::<T>(&parsed, &Rules::NONE, &[], &mut ErrorList::default());
    assert_eq!(
        format!("{:?}", Some(fast)),
        format!("{slow:?}"),
        "{document}"
    );
}

#[model]
#[derive(Debug)]
struct Card {
    n: Option<i64>,
}

#[model(extra = "allow")]
#[derive(Debug)]
struct Wallet {
    #[field(extra)]
    more: BTreeMap<String, Value>,
}

#[model]
#[derive(Debug)]
struct Named {
    kind: Option<String>,
    x: Option<i64>,
}

#[model(tag = "kind", rename_all = "lowercase")]
#[derive(Debug)]
enum Pay {
    Card(Card),
    Wallet(Wallet),
    Named(Named),
    Cash { n: Option<i64> },
}

#[test]
fn the_last_tag_counts() {
    for document in [
        r#"{"kind":"card","n":1,"kind":"cash"}"#,
        r#"{"kind":"card","n":1,"kind":5}"#,
        r#"{"kind":"cash","n":1,"kind":"card"}"#,
        r#"{"kind":"wallet","a":1,"kind":"wallet"}"#,
        r#"{"kind":"wallet","a":1}"#,
        r#"{"kind":"named"}"#,
        r#"{"x":1,"kind":"named"}"#,
    ] {
        agree::<Pay>(document);
    }
}

#[test]
fn a_field_called_as_the_tag_is_written_once() {
    let text = r#"{"kind":"named","x":1}"#;
    let parsed = parse_python_json(text.as_bytes()).unwrap();
    let named = read_value::<Pay>(&parsed, &Rules::NONE, &[], &mut ErrorList::default()).unwrap();
    assert_eq!(to_json(&twinlane_model::Data(&named)), text);
}

#[test]
fn numbers_are_rounded_once_or_twice_alike() {
    for document in [
        "9007199791611905",
        "1e39",
        "3.4028235677973366e38",
        "7.919239347476923e34",
    ] {
        agree::<f32>(document);
    }
    agree::<BTreeMap<i64, i64>>(r#"{"1":1,"01":2,"1":3}"#);
    agree::<BTreeMap<String, i64>>(r#"{"1":1,"1":3}"#);
}

#[derive(Debug, Deserialize, serde::Serialize)]
#[serde(tag = "t")]
enum Internal {
    A { x: i32 },
    B { x: i32 },
}

/// One who takes anything.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    clippy::unnecessary_wraps,
    reason = "as serde calls them"
)]
mod lenient {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(number: &u8, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u8(*number)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u8, D::Error> {
        Ok(u8::deserialize(from).unwrap_or(9))
    }
}

#[model]
#[derive(Debug)]
struct Guests {
    #[field(foreign, schema = json!({}))]
    one: Option<Internal>,
    #[field(foreign, schema = json!({}))]
    float: Option<f32>,
    #[field(with = lenient, schema = json!({}), default = 1)]
    any: u8,
    n: Option<u8>,
}

#[test]
fn foreign_values_are_read_alike() {
    for document in [
        r#"{"one":{"t":0,"x":1}}"#,
        r#"{"one":{"x":1,"t":1}}"#,
        r#"{"one":{"x":1,"t":"B"}}"#,
        r#"{"float":1e39}"#,
        r#"{"float":7.919239347476923e34}"#,
        r#"{"any":[],"n":2}"#,
    ] {
        agree::<Guests>(document);
    }
    for broken in [
        r#"{"any":[}"#,
        r#"{"any":{}"#,
        r#"{"any":[,"n":2}"#,
        r#"{"any":}"#,
        "",
    ] {
        assert!(read_fast::<Guests>(broken).is_none(), "{broken}");
    }
}

#[model]
struct Safe {
    #[field(foreign, schema = json!({}), sensitive)]
    key: Internal,
}

#[test]
fn a_sensitive_foreign_value_is_not_in_its_error() {
    let errors = Safe::from_json(r#"{"key":{"t":"hunter2"}}"#).err().unwrap();
    assert!(!errors.to_string().contains("hunter2"), "{errors}");
}

#[model(untagged)]
#[derive(Debug)]
enum Knot {
    Number(i64),
    Tied(Tied),
}

#[model(foreign, schema = json!({}))]
#[derive(Debug)]
struct Tied(Holder);

#[derive(Debug, Deserialize, serde::Serialize)]
struct Holder {
    next: Vec<Knot>,
}

#[test]
fn a_knot_of_unions_and_foreign_values_takes_no_long_time() {
    for levels in [3, 60] {
        let document = format!("{}5{}", r#"{"next":["#.repeat(levels), "]}".repeat(levels));
        let parsed = parse_python_json(document.as_bytes()).unwrap();
        let knot = read_value::<Knot>(&parsed, &Rules::NONE, &[], &mut ErrorList::default());
        assert_eq!(knot.is_some(), levels == 3);
    }
}

macro_rules! large {
    ($name:ident: $($field:ident)*) => {
        #[model]
        #[derive(Debug)]
        struct $name {
            a: Option<Box<$name>>,
            j: Option<JsonText<Box<$name>>>,
            $($field: Option<String>,)*
        }
    };
}

large! { Large:
    f00 f01 f02 f03 f04 f05 f06 f07 f08 f09 f10 f11 f12 f13 f14 f15 f16 f17 f18 f19 f20 f21 f22 f23 f24 f25 f26 f27 f28 f29
    g00 g01 g02 g03 g04 g05 g06 g07 g08 g09 g10 g11 g12 g13 g14 g15 g16 g17 g18 g19 g20 g21 g22 g23 g24 g25 g26 g27 g28 g29
    h00 h01 h02 h03 h04 h05 h06 h07 h08 h09 h10 h11 h12 h13 h14 h15 h16 h17 h18 h19 h20 h21 h22 h23 h24 h25 h26 h27 h28 h29
    i00 i01 i02 i03 i04 i05 i06 i07 i08 i09 i10 i11 i12 i13 i14 i15 i16 i17 i18 i19 i20 i21 i22 i23 i24 i25 i26 i27 i28 i29
    k00 k01 k02 k03 k04 k05 k06 k07 k08 k09 k10 k11 k12 k13 k14 k15 k16 k17 k18 k19 k20 k21 k22 k23 k24 k25 k26 k27 k28 k29
}

#[model(extra = "allow", populate_by_name)]
#[derive(Debug)]
struct Called {
    #[field(alias = "theName")]
    name: i64,
    #[field(validation_alias = ["one", "two"])]
    choice: Option<i64>,
    #[field(extra)]
    more: BTreeMap<String, Value>,
}

#[test]
fn another_name_of_a_field_that_is_there_is_kept_beside_it() {
    for (document, name, choice, more) in [
        (r#"{"theName":1,"name":2}"#, 1, None, json!({"name":2})),
        (
            r#"{"name":"2","theName":"1"}"#,
            1,
            None,
            json!({"name":"2"}),
        ),
        (
            r#"{"name":1,"two":2,"one":3,"x":4}"#,
            1,
            Some(3),
            json!({"two":2,"x":4}),
        ),
    ] {
        let called = Called::from_json(document).unwrap();
        assert_eq!((called.name, called.choice), (name, choice), "{document}");
        assert_eq!(json!(called.more), more, "{document}");
    }
}

#[test]
fn no_key_of_any_value_means_anything_to_the_reader() {
    for document in [
        r#"{"theName":1,"x":{"$serde_json::private::RawValue":"[1]"}}"#,
        r#"{"theName":"1","x":{"$serde_json::private::RawValue":"[1"}}"#,
        r#"{"theName":1,"x":[{"$serde_json::private::Number":"1"}]}"#,
    ] {
        agree::<Called>(document);
        let called = Called::from_json(document).unwrap();
        let text = serde_json::to_string(&called.more["x"]).unwrap();
        assert!(document.ends_with(&format!("{text}}}")), "{document}");
    }
}

/// In a thread with as much stack as tokio's have.
fn in_a_thread(read: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().stack_size(2 * 1024 * 1024);
    thread.spawn(read).unwrap().join().unwrap();
}

#[test]
fn a_large_model_that_contains_itself_leaves_some_of_the_stack() {
    in_a_thread(|| {
        assert!(Large::from_json(nested(5, "{}")).is_ok());
        for levels in [60, 127, 253] {
            let _read_or_refused = Large::from_json(nested(levels, "{}"));
        }
        let mut document = "{}".to_owned();
        for _ in 0..6 {
            document = nested(20, &format!(r#"{{"j":{}}}"#, Value::from(document)));
        }
        let _read_or_refused = Large::from_json(document);
    });
}

fn nested(levels: usize, inner: &str) -> String {
    format!("{}{inner}{}", r#"{"a":"#.repeat(levels), "}".repeat(levels))
}
