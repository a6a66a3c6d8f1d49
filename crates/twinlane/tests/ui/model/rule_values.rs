//! The bound of a rule is a value of the field's type.

use std::collections::HashMap;

use twinlane::prelude::*;
use twinlane::types::chrono::{DateTime as Moment, NaiveDateTime, NaiveTime, TimeDelta, Utc};

#[model]
struct Numbers {
    #[field(ge = "a")]
    n: i64,
    #[field(multiple_of = "x")]
    step: Option<i64>,
    #[field(gt = 0.5)]
    half: i64,
    #[field(le = 256)]
    byte: u8,
    #[field(ge = -1)]
    count: u32,
    #[field(multiple_of = 300)]
    wide: i8,
    #[field(lt = "1.5")]
    float: f64,
    #[field(le = 1e39)]
    narrow: f32,
    #[field(le = "12x")]
    price: Decimal,
    #[field(multiple_of = "0")]
    cents: Decimal,
    #[field(ge = "1e40")]
    large: Decimal,
    #[field(ge = "1_000")]
    python: Decimal,
}

#[model]
struct Moments {
    #[field(gt = "2024-13-01")]
    month: Date,
    #[field(gt = "2023-02-29")]
    day: Date,
    #[field(lt = 1)]
    number: Date,
    #[field(lt = "2024-01-01T00:00:00Z")]
    moment: Date,
    #[field(lt = "2024-01-01T00:00:00")]
    aware: Moment<Utc>,
    #[field(lt = "2024-01-01T00:00:00Z")]
    naive: NaiveDateTime,
    #[field(lt = "2024-01-01")]
    midnight: twinlane::types::DateTime,
    #[field(lt = "24:00")]
    time: NaiveTime,
    #[field(le = "1 hour")]
    duration: TimeDelta,
    #[field(le = "-PT1S")]
    positive: std::time::Duration,
}

#[model]
struct Age(#[field(ge = "0")] u8);

#[model(untagged)]
enum Either {
    Number(#[field(ge = "a")] i64),
    Fields {
        #[field(le = "a")]
        n: i64,
    },
}

#[model]
struct Held {
    #[field(ge = 1.5)]
    secret: Secret<i64>,
    #[field(ge = 1.5)]
    boxed: Option<Box<i64>>,
    #[field(default)]
    more: HashMap<String, Age>,
}

fn main() {}
