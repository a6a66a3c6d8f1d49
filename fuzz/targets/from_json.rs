//! A JSON document for a model with a field of each kind: both passes agree, and what is refused is refused with a reason.

#![no_main]

use std::collections::{BTreeMap, BTreeSet};

use libfuzzer_sys::fuzz_target;
use twinlane_model::shape::Rules;
use twinlane_model::types::{Base64Bytes, Date, DateTime, Decimal, Email, Secret, Url, Uuid};
use twinlane_model::{
    Data, DataTypeExt, JsonText, model, parse_python_json, read_value, to_json,
};

#[model(extra = "allow")]
struct Wide {
    #[field(ge = 1, le = 100)]
    a: Option<i64>,
    #[field(gt = 0.5, multiple_of = 0.25)]
    b: Option<f64>,
    #[field(min_length = 1, max_length = 5, pattern = "^[a-z]+$", to_lower)]
    c: Option<String>,
    #[field(ge = "2000-01-01")]
    d: Option<Date>,
    e: Option<DateTime>,
    f: Option<Uuid>,
    #[field(max_digits = 6, decimal_places = 2)]
    g: Option<Decimal>,
    h: Option<Url>,
    i: Option<Email>,
    j: Option<Base64Bytes>,
    k: Option<JsonText<Vec<i64>>>,
    l: Option<Secret<String>>,
    #[field(max_items = 3)]
    m: Option<BTreeSet<i64>>,
    n: Option<BTreeMap<Date, Option<f64>>>,
    o: Option<(i64, String)>,
    p: Option<Either>,
    q: Option<Shape>,
    r: Option<u8>,
    s: Option<i128>,
    t: Option<bool>,
    u: Option<Box<Wide>>,
    v: Option<f32>,
    w: Option<BTreeMap<i64, u8>>,
    #[field(foreign, schema = serde_json::json!({}))]
    x: Option<Signal>,
    #[field(flatten)]
    stamps: Stamps,
    #[field(extra)]
    more: BTreeMap<String, serde_json::Value>,
}

#[model(untagged)]
enum Either {
    Number(i64),
    Text(String),
    List(Vec<Either>),
}

#[model(tag = "kind", rename_all = "lowercase")]
enum Shape {
    Circle { radius: f64 },
    Square { side: f64 },
    Named(Named),
    Open(Open),
}

/// A model in a variant, which has a field of the tag's name.
#[model]
struct Named {
    kind: Option<String>,
    name: String,
}

#[model(extra = "allow")]
struct Open {
    #[field(extra)]
    more: BTreeMap<String, serde_json::Value>,
}

#[model]
struct Stamps {
    #[field(alias = "createdAt", default = 0)]
    created: i64,
    #[field(validation_alias = ["by", "author"])]
    by: Option<String>,
}

#[derive(serde::Serialize, serde::Deserialize)]
enum Signal {
    Off,
    Level(u8),
    Blink { every: f64 },
}

fuzz_target!(|document: &[u8]| {
    let read = Wide::from_json(document);
    let slow = parse_python_json(document).ok().and_then(|parsed| {
        let mut errors = twinlane_model::ErrorList::default();
        read_value::<Wide>(&parsed, &Rules::NONE, &[], &mut errors)
    });
    let written = |value: &Wide| to_json(&Data(value));
    assert_eq!(read.as_ref().ok().map(written), slow.as_ref().map(written));
    if let Err(errors) = read {
        assert!(!errors.errors().is_empty() && !errors.to_string().is_empty());
    }
});
