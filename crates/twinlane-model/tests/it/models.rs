//! The models of the tests.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::Value;
use twinlane_model::types::chrono::{self, FixedOffset, NaiveTime, TimeDelta};
use twinlane_model::types::{Base64Bytes, Date, Decimal, Email, HttpUrl, Uuid};
use twinlane_model::{DateTime, JsonText, Secret, Time, model};

/// A colour.
#[model]
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Colour {
    Red,
    #[field(rename = "sky-blue")]
    SkyBlue,
}

#[model]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ItemId(pub(crate) i64);

/// Inner doc.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Inner {
    #[field(ge = 0, lt = 1.5, multiple_of = 0.5)]
    pub(crate) x: f64,
}

#[model(title = "An Item")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Item {
    pub(crate) id: ItemId,
    #[field(min_length = 1, max_length = 5)]
    pub(crate) name: String,
    #[field(gt = 0, description = "In euros")]
    pub(crate) price: f64,
    #[field(default = 5, ge = 0)]
    pub(crate) count: u8,
    #[field(alias = "imageList", max_length = 3)]
    pub(crate) images: Vec<Inner>,
    #[field(default = "none", deprecated)]
    pub(crate) note: String,
    pub(crate) colour: Option<Colour>,
    #[field(min_length = 2, title = "Tags of it")]
    pub(crate) tags: Option<Vec<Option<String>>>,
    pub(crate) extra: Option<Value>,
    #[field(default = Colour::Red)]
    pub(crate) shade: Colour,
}

#[model]
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Light {
    #[field(rename = "red")]
    Red,
    #[field(rename = "blue")]
    Blue,
}

#[model]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tagged {
    pub(crate) kind: String,
    pub(crate) x: i64,
}

/// It contains itself.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    #[field(default = 0)]
    pub(crate) value: i64,
    pub(crate) kid: Option<Box<Node>>,
    #[field(default = Vec::new())]
    pub(crate) kids: Vec<Node>,
}

#[model]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Forest {
    pub(crate) root: Node,
}

#[model]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Empty {}

pub(crate) mod other {
    use twinlane_model::model;

    /// Another type of the name.
    #[model]
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct Inner {
        pub(crate) y: bool,
    }
}

/// A field of every kind, for comparing the passes.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Kinds {
    pub(crate) a: Option<i8>,
    #[field(multiple_of = 3, le = 300)]
    pub(crate) b: Option<i64>,
    #[field(multiple_of = 7)]
    pub(crate) c: Option<u128>,
    #[field(gt = -1)]
    pub(crate) d: Option<f64>,
    #[field(ge = 0.1, le = 1000)]
    pub(crate) e: Option<f32>,
    pub(crate) f: Option<bool>,
    #[field(max_length = 2)]
    pub(crate) g: Option<String>,
    pub(crate) h: Option<Value>,
    #[field(min_length = 1, max_length = 2)]
    pub(crate) i: Option<Vec<Option<f64>>>,
    pub(crate) j: Option<Colour>,
    pub(crate) k: Option<Inner>,
    pub(crate) l: Option<()>,
    pub(crate) m: Option<i128>,
    #[field(default = 1.5)]
    pub(crate) n: f64,
    pub(crate) o: Option<Box<Kinds>>,
    pub(crate) p: Option<u64>,
}

#[model(untagged)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Either {
    Number(f64),
    Text(#[field(min_length = 2)] String),
    Moment(DateTime),
    Many(Vec<Either>),
    Nothing,
}

#[model(tag = "kind")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape {
    #[field(rename = "circle")]
    Circle {
        #[field(gt = 0)]
        radius: f64,
    },
    #[field(tags = ["box", "cube"])]
    Box(Inner),
    Point,
}

/// A field of every type that is not Rust's own, for comparing the passes.
#[model(extra = "allow")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Wide {
    #[field(ge = "2000-01-01")]
    pub(crate) a: Option<Date>,
    pub(crate) b: Option<DateTime>,
    #[field(lt = "2100-01-01T00:00:00Z")]
    pub(crate) c: Option<chrono::DateTime<FixedOffset>>,
    pub(crate) d: Option<Time>,
    pub(crate) e: Option<NaiveTime>,
    #[field(le = "P1D")]
    pub(crate) f: Option<TimeDelta>,
    pub(crate) g: Option<Uuid>,
    #[field(max_digits = 6, decimal_places = 2, gt = -10)]
    pub(crate) h: Option<Decimal>,
    pub(crate) i: Option<HttpUrl>,
    pub(crate) j: Option<Email>,
    pub(crate) k: Option<Base64Bytes>,
    pub(crate) l: Option<JsonText<Vec<i64>>>,
    #[field(min_length = 2)]
    pub(crate) m: Option<Secret<String>>,
    #[field(max_items = 3)]
    pub(crate) n: Option<BTreeSet<i64>>,
    pub(crate) o: Option<IndexMap<Date, Option<f64>>>,
    pub(crate) p: Option<(i64, String)>,
    pub(crate) q: Option<Either>,
    pub(crate) r: Option<Shape>,
    #[field(strip, to_lower, pattern = "^[a-z0-9:. -]*$")]
    pub(crate) s: Option<String>,
    #[field(validation_alias = ["t", "tt"])]
    pub(crate) t: Option<[i64; 2]>,
    #[field(extra)]
    pub(crate) more: IndexMap<String, i64>,
}

/// A type that knows nothing of data types.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

#[model(foreign, schema = serde_json::json!({ "type": "object", "title": "Place" }))]
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Place(pub(crate) Point);

#[model]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Trip {
    pub(crate) stops: Vec<Place>,
}
