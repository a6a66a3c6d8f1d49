//! `json!`, and FastAPI's encoder beside it.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use twinlane_model::types::chrono::{self, TimeDelta, Utc};
use twinlane_model::types::{Decimal, Uuid};
use twinlane_model::{Data, DataType, DateTime, Secret, Time, json, jsonable_encoder, model};

/// Serializes, and is no data type.
#[derive(Serialize)]
struct Foreign<'a> {
    name: &'a str,
}

#[model]
struct Wait {
    time: TimeDelta,
}

fn five_minutes() -> TimeDelta {
    TimeDelta::minutes(5)
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn moment(text: &str) -> chrono::DateTime<Utc> {
    text.parse().unwrap()
}

fn read<T: DataType>(text: &str) -> T {
    let Data(value) = serde_json::from_value(serde_json::json!(text)).unwrap();
    value
}

#[test]
fn a_value_is_what_it_looks_like() {
    let (name, key, none) = (String::from("Lamp"), "key", None::<i64>);
    let value = json!({
        "null": null,
        "empty": [[], {}],
        "nested": { "list": [1, -2, 3.5, "four", true, null, [name], { "five": 2 + 3, }], },
        key: name,
        (format!("{key}-2")): &name,
        "optional": [none, Some(1)],
        "call": five_minutes().num_seconds(),
        "block": if none.is_some() { 1 } else { 2 },
        "trailing": (1, "two"),
    });
    let expected: serde_json::Value = serde_json::from_str(
        r#"{
            "null": null,
            "empty": [[], {}],
            "nested": {"list": [1, -2, 3.5, "four", true, null, ["Lamp"], {"five": 5}]},
            "key": "Lamp",
            "key-2": "Lamp",
            "optional": [null, 1],
            "call": 300,
            "block": 2,
            "trailing": [1, "two"]
        }"#,
    )
    .unwrap();
    assert_eq!(value, expected);
    assert_eq!(json!(null), serde_json::Value::Null);
    assert_eq!(json!([]), serde_json::json!([]));
    assert_eq!(json!([1, 2,]), serde_json::json!([1, 2]));
    assert_eq!(json!(name), "Lamp");
    assert_eq!(
        json!(json!({ "a": json!(1) })),
        serde_json::json!({ "a": 1 })
    );
}

#[test]
fn a_data_type_is_written_as_a_model_writes_it() {
    let wait = five_minutes();
    let waits = vec![wait, -wait];
    let by_name = HashMap::from([("a".to_owned(), Some(wait))]);
    let value = json!({
        "time": wait,
        "reference": &wait,
        "optional": Some(wait),
        "optional reference": Some(&wait),
        "list": waits,
        "list of a reference": &waits,
        "map": by_name,
        "model": Wait { time: wait },
        "decimal": decimal("1.50"),
        "moment": moment("2026-11-28T09:00:00Z"),
        "secret": Secret::new("key".to_owned()),
        "foreign": Foreign { name: "serde" },
        "borrowed": ["a", "b"].as_slice(),
    });
    let expected = serde_json::json!({
        "time": "PT5M",
        "reference": "PT5M",
        "optional": "PT5M",
        "optional reference": "PT5M",
        "list": ["PT5M", "-PT5M"],
        "list of a reference": ["PT5M", "-PT5M"],
        "map": { "a": "PT5M" },
        "model": { "time": "PT5M" },
        "decimal": "1.50",
        "moment": "2026-11-28T09:00:00Z",
        "secret": "**********",
        "foreign": { "name": "serde" },
        "borrowed": ["a", "b"],
    });
    assert_eq!(value, expected);
}

/// The bounds that a function has of its type decide.
#[test]
fn a_type_that_is_generic_is_written_by_what_it_is_bound_to() {
    fn data<T: DataType>(value: &T) -> serde_json::Value {
        json!({ "value": value })
    }
    fn serialized<T: Serialize>(value: &T) -> serde_json::Value {
        json!({ "value": value })
    }
    assert_eq!(data(&five_minutes()), json!({ "value": "PT5M" }));
    assert_eq!(
        serialized(&Foreign { name: "a" }),
        json!({ "value": { "name": "a" } })
    );
}

/// As the reference writes `jsonable_encoder({...})`: `conformance/apps/encoder.py` has the same on the wire.
#[test]
fn the_encoder_is_fastapis() {
    let wait = five_minutes();
    assert_eq!(jsonable_encoder(&wait).to_string(), "300.0");
    assert_eq!(jsonable_encoder(&Some(wait)).to_string(), "300.0");
    assert_eq!(jsonable_encoder(&None::<TimeDelta>).to_string(), "null");
    assert_eq!(
        jsonable_encoder(&vec![wait, -wait]).to_string(),
        "[300.0,-300.0]"
    );
    assert_eq!(jsonable_encoder(&(wait, 1)).to_string(), "[300.0,1]");
    assert_eq!(
        jsonable_encoder(&TimeDelta::microseconds(1_500_000)).to_string(),
        "1.5"
    );
    assert_eq!(jsonable_encoder(&decimal("1.50")).to_string(), "1.5");
    assert_eq!(jsonable_encoder(&decimal("100")).to_string(), "100");
    assert_eq!(jsonable_encoder(&decimal("1.0")).to_string(), "1.0");
    let nine = moment("2026-11-28T09:00:00Z");
    assert_eq!(jsonable_encoder(&nine), "2026-11-28T09:00:00+00:00");
    let naive: DateTime = read("2026-11-28T09:00:00");
    assert_eq!(jsonable_encoder(&naive), "2026-11-28T09:00:00");
    let time: Time = read("09:00:00Z");
    assert_eq!(jsonable_encoder(&time), "09:00:00+00:00");
    let of_id = BTreeMap::from([(Uuid::nil(), wait)]);
    assert_eq!(
        jsonable_encoder(&of_id).to_string(),
        r#"{"00000000-0000-0000-0000-000000000000":300.0}"#
    );
    assert_eq!(
        jsonable_encoder(&Wait { time: wait }).to_string(),
        r#"{"time":"PT5M"}"#
    );
    assert_eq!(
        jsonable_encoder(&vec![Some(Wait { time: wait })]).to_string(),
        r#"[{"time":"PT5M"}]"#
    );
}
