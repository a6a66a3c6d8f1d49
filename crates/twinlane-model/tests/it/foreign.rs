//! Types that are no data types, read and written by `serde` or by functions.

#![allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde's functions and checks borrow"
)]

use serde::{Deserialize, Serialize};
use serde_json::json;
use twinlane_model::{DataTypeExt, FieldError, Partial, fields, model};

use crate::{body, query};

/// A type of another crate. It has no implementation that anyone here could use.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Rgb(u8, u8, u8);

/// The functions that read and write it, as one writes them for `serde`.
mod hex {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    use super::Rgb;

    pub(super) fn serialize<S: Serializer>(colour: &Rgb, serializer: S) -> Result<S::Ok, S::Error> {
        text(*colour).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Rgb, D::Error> {
        let text = String::deserialize(deserializer)?;
        colour(&text).ok_or_else(|| D::Error::custom(format_args!("{text} is no colour")))
    }

    pub(super) mod option {
        use super::*;

        #[expect(clippy::ref_option, reason = "as serde calls it")]
        pub(crate) fn serialize<S: Serializer>(
            colour: &Option<Rgb>,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            colour.map(text).serialize(serializer)
        }

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Option<Rgb>, D::Error> {
            let text = Option::<String>::deserialize(deserializer)?;
            text.map(|text| colour(&text).ok_or_else(|| D::Error::custom("no colour")))
                .transpose()
        }
    }

    fn text(Rgb(red, green, blue): Rgb) -> String {
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    fn colour(text: &str) -> Option<Rgb> {
        let [_, red, green, blue] = u32::from_str_radix(text.strip_prefix('#')?, 16)
            .ok()?
            .to_be_bytes();
        (text.len() == 7).then_some(Rgb(red, green, blue))
    }
}

fn is_warm(colour: &Rgb) -> Result<(), FieldError> {
    let is_warm = colour.0 > colour.2;
    is_warm
        .then_some(())
        .ok_or_else(|| FieldError::value("should be warm"))
}

fn pattern() -> serde_json::Value {
    json!({ "type": "string", "pattern": "^#[0-9a-f]{6}$" })
}

#[model]
#[derive(Debug, PartialEq)]
struct Lamp {
    #[field(with = hex, schema = pattern(), check = is_warm)]
    light: Rgb,
    #[field(with = hex, schema = pattern(), default = Rgb(0, 0, 0), alias = "frameColour")]
    frame: Rgb,
    #[field(schema = pattern())]
    #[serde(with = "hex::option")]
    shade: Option<Rgb>,
    watts: u32,
}

fn lamp() -> Lamp {
    Lamp {
        light: Rgb(255, 128, 0),
        frame: Rgb(0, 0, 0),
        shade: None,
        watts: 5,
    }
}

#[test]
fn functions_read_and_write_a_field() {
    assert_eq!(
        Lamp::from_json(r##"{"light": "#ff8000", "watts": 5}"##),
        Ok(lamp())
    );
    let written = r##"{"light":"#ff8000","frameColour":"#000000","shade":null,"watts":5}"##;
    assert_eq!(lamp().to_json(), written);
    assert_eq!(Lamp::from_json(written), Ok(lamp()));
}

#[test]
fn they_read_what_is_coerced_elsewhere() {
    let read =
        Lamp::from_json(r##"{"watts": "5", "shade": "#000102", "light": "#ff8000"}"##).unwrap();
    assert_eq!((read.watts, read.shade), (5, Some(Rgb(0, 1, 2))));
}

#[test]
fn their_errors_stand_among_the_others() {
    assert_eq!(
        body::<Lamp>(r#"{"light": "red", "shade": 5, "watts": -1}"#).unwrap_err(),
        r#"[{"type":"value_error","loc":["body","light"],"msg":"Value error, red is no colour","input":"red","ctx":{"error":{}}},{"type":"value_error","loc":["body","shade"],"msg":"Value error, invalid type: integer `5`, expected a string","input":5,"ctx":{"error":{}}},{"type":"greater_than_equal","loc":["body","watts"],"msg":"Input should be greater than or equal to 0","input":-1,"ctx":{"ge":0}}]"#
    );
    assert_eq!(
        body::<Lamp>(r#"{"watts": 5}"#).unwrap_err(),
        r#"[{"type":"missing","loc":["body","light"],"msg":"Field required","input":{"watts":5}}]"#
    );
}

#[test]
fn a_check_looks_at_the_value() {
    let errors = Lamp::from_json(r##"{"light": "#0000ff", "watts": 5}"##).unwrap_err();
    assert_eq!(errors.errors()[0].msg, "Value error, should be warm");
}

#[test]
fn the_schema_is_the_given_one() {
    let schema = Lamp::json_schema();
    assert_eq!(schema["required"], json!(["light", "watts"]));
    assert_eq!(
        schema["properties"]["frameColour"],
        json!({ "type": "string", "pattern": "^#[0-9a-f]{6}$", "title": "Framecolour", "default": "#000000" })
    );
}

#[test]
fn an_option_takes_null() {
    let text = r##"{"light":"#ff8000","shade":null,"watts":"5"}"##;
    assert_eq!(Lamp::from_json(text), Ok(lamp()));
    assert_eq!(
        Lamp::json_schema()["properties"]["shade"],
        json!({ "anyOf": [pattern(), { "type": "null" }], "title": "Shade", "default": null })
    );
}

#[test]
fn a_change_sets_it() {
    let changes = Partial::<Lamp>::from_json(r##"{"frameColour": "#010203"}"##).unwrap();
    assert_eq!(changes.get(fields![Lamp: frame]), Some(&Rgb(1, 2, 3)));
    assert_eq!(changes.to_json(), r##"{"frameColour":"#010203"}"##);
    let mut lamp = lamp();
    changes.apply(&mut lamp).unwrap();
    assert_eq!(lamp.frame, Rgb(1, 2, 3));
}

/// A type that has serde's implementations, and no others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Point {
    x: f64,
    y: f64,
}

#[model(tag = "kind", rename_all = "lowercase")]
#[derive(Debug, PartialEq)]
enum Mark {
    Dot {
        #[field(foreign, schema = json!({ "type": "object" }))]
        at: Point,
        #[serde(
            deserialize_with = "hex::deserialize",
            serialize_with = "hex::serialize"
        )]
        #[field(schema = pattern())]
        colour: Rgb,
    },
}

#[test]
fn a_field_of_a_variant_may_be_foreign() {
    let text = r##"{"kind":"dot","at":{"x":0.5,"y":1.0},"colour":"#010203"}"##;
    let mark: Mark = body(text).unwrap();
    assert_eq!(twinlane_model::to_json(&twinlane_model::Data(&mark)), text);
    assert!(
        body::<Mark>(&text.replace("\"y\"", "\"z\""))
            .unwrap_err()
            .contains("Value error, missing field `y`")
    );
}

#[model(with = hex, schema = json!({ "type": "string", "title": "Given" }))]
#[derive(Debug, PartialEq)]
struct Warm(#[field(check = is_warm)] Rgb);

#[test]
fn a_newtype_of_a_foreign_type_is_checked() {
    assert_eq!(body(r##""#ff8000""##), Ok(Warm(Rgb(255, 128, 0))));
    assert_eq!(query("#ff8000"), Ok(Warm(Rgb(255, 128, 0))));
    assert!(
        body::<Warm>(r##""#000001""##)
            .unwrap_err()
            .contains("should be warm")
    );
    assert!(
        body::<Vec<Warm>>(r##"["#ff8000", "no"]"##)
            .unwrap_err()
            .contains("no is no colour")
    );
}

/// Much of what `serde` has, some of which is in JSON only.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum Signal {
    Off,
    Level(u8),
    Blink { every: f32 },
    Pair(i128, char),
}

/// Functions that borrow from the document.
mod initials {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(name: &char, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_char(*name)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<char, D::Error> {
        let name = <&str>::deserialize(from)?;
        Ok(name.chars().next().unwrap_or('?'))
    }
}

#[model]
#[derive(Debug)]
struct Switch {
    #[field(foreign, schema = json!({}))]
    signal: Signal,
    #[field(with = initials, schema = json!({ "type": "string" }))]
    owner: char,
    #[field(foreign, schema = json!({}))]
    raw: Option<Box<serde_json::value::RawValue>>,
    volts: u8,
}

#[test]
fn both_passes_read_all_that_serde_has() {
    for signal in [
        r#""Off""#,
        r#"{"Level":7}"#,
        r#"{"Blink":{"every":0.5}}"#,
        r#"{"Pair":[18446744073709551615,"x"]}"#,
    ] {
        let text = format!(r#"{{"signal":{signal},"owner":"A","raw":[1.50, {{}}],"volts":12}}"#);
        let fast = Switch::from_json(text.as_str()).unwrap();
        assert_eq!(fast.raw.as_ref().map(|raw| raw.get()), Some("[1.50, {}]"));
        let slow = Switch::from_json(text.replace("12", "\"12\"")).unwrap();
        assert_eq!((&fast.signal, fast.owner), (&slow.signal, 'A'));
        assert_eq!(slow.raw.map(|raw| raw.to_string()).unwrap(), "[1.5,{}]");
    }
    let errors = Switch::from_json(r#"{"signal":{"Level":7,"Off":null},"owner":5,"volts":1}"#);
    assert_eq!(
        errors.unwrap_err().to_string(),
        "2 validation errors for Switch\n\
         signal\n  Value error, expected value [type=value_error, input_value={'Level': 7, 'Off': None}, input_type=dict]\n\
         owner\n  Value error, invalid type: integer `5`, expected a borrowed string [type=value_error, input_value=5, input_type=int]"
    );
}
