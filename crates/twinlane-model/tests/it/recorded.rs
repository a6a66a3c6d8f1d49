//! Recorded answers: models against Pydantic 2.14, single values against FastAPI 0.165.

use serde::Deserialize;
use twinlane_model::shape::{Bound, Rules};
use twinlane_model::{
    Data, DataType, ErrorList, JsonValue, Measure, Shape, Step, parse_python_json, read_text,
    read_texts, read_value, to_json, to_python_json,
};

use crate::{
    body,
    models::{Item, Kinds, Light, Node, Tagged},
    wire,
};

/// A document, and the model it became or the errors, both as JSON.
#[derive(Deserialize)]
struct Case {
    model: String,
    document: String,
    status: u16,
    response: String,
}

#[test]
fn models_are_read_as_pydantic_reads_them() {
    for line in include_str!("../data/models.jsonl").lines() {
        let case: Case = serde_json::from_str(line).unwrap();
        let (status, response) = match case.model.as_str() {
            "Item" => answer::<Item>(&case.document),
            "Node" => answer::<Node>(&case.document),
            _ => answer::<Kinds>(&case.document),
        };
        assert_eq!(
            (status, without_f32(&response)),
            (case.status, case.response),
            "{}",
            case.document
        );
    }
}

fn answer<T: DataType>(document: &str) -> (u16, String) {
    match body::<T>(document) {
        Ok(value) => (200, to_json(&Data(&value))),
        Err(errors) => (422, errors),
    }
}

/// Python has no 32-bit floats: the recorded model lacks that field.
fn without_f32(response: &str) -> String {
    response.replace("\"e\":null,", "")
}

/// A request with one value called `v`, and FastAPI's answer.
#[derive(Deserialize)]
struct Request {
    r#type: String,
    query: Option<String>,
    #[serde(rename = "request_body")]
    body: Option<String>,
    status: u16,
    response: String,
}

#[test]
fn single_values_are_read_as_fastapi_reads_them() {
    for line in include_str!("../data/fastapi.jsonl").lines() {
        let request: Request = serde_json::from_str(line).unwrap();
        let (status, response) = request.answer();
        match request.status {
            // FastAPI cannot write the infinity that it refuses.
            500 => assert_eq!(status, 422, "{line}"),
            expected => {
                // Rust's texts hold no half of a surrogate pair.
                let recorded = request.response.replace("\\\\ud800", "\u{fffd}");
                assert_eq!((status, response), (expected, recorded), "{line}");
            }
        }
    }
}

impl Request {
    fn answer(&self) -> (u16, String) {
        let rules = self.rules();
        match self.r#type.split(' ').next() {
            Some("int") => self.read::<i128>(&rules),
            Some("float") => self.read::<f64>(&rules),
            Some("bool") => self.read::<bool>(&rules),
            Some("str") => self.read::<String>(&rules),
            Some("str|None") => self.read::<Option<String>>(&rules),
            Some("None") => self.read::<()>(&rules),
            Some("Enum") => self.read::<Light>(&rules),
            Some("list[int]") => self.read::<Vec<i64>>(&rules),
            Some("Model") => self.read::<Tagged>(&rules),
            _ => self.read::<serde_json::Value>(&rules),
        }
    }

    /// The rules in the name of the type: `int gt0 lt10`, `float multiple_of 0.5`.
    fn rules(&self) -> Rules {
        let name = self.r#type.replace("(int bound)", "");
        let bound = |rule: &str| {
            let rest = name.split_once(&format!(" {rule}"))?.1.trim_start();
            let end = rest.find(' ').unwrap_or(rest.len());
            rest[..end].parse::<Parsed>().ok()
        };
        Rules {
            gt: bound("gt").map(Parsed::number),
            ge: bound("ge").map(Parsed::number),
            lt: bound("lt").map(Parsed::number),
            le: bound("le").map(Parsed::number),
            multiple_of: bound("multiple_of").map(Parsed::number),
            min_length: bound("min").map(Parsed::length),
            max_length: bound("max").map(Parsed::length),
            ..Rules::NONE
        }
    }

    fn read<T: DataType>(&self, rules: &Rules) -> (u16, String) {
        let mut errors = ErrorList::default();
        let value = match (&self.query, &self.body) {
            (Some(query), _) => {
                let loc = [Step::from("query"), Step::from("v")];
                let texts: Vec<String> = query.split('&').map(|pair| decoded(&pair[2..])).collect();
                if matches!(T::SHAPE, Shape::List(_)) {
                    read_texts::<T>(texts.iter().map(String::as_str), rules, &loc, &mut errors)
                } else {
                    read_text::<T>(&texts[texts.len() - 1], rules, &loc, &mut errors)
                }
            }
            (None, body) => {
                let JsonValue::Object(body) =
                    parse_python_json(body.as_deref().unwrap().as_bytes()).unwrap()
                else {
                    panic!("every recorded body is an object");
                };
                read_value::<T>(
                    &body["v"],
                    rules,
                    &[Step::from("body"), Step::from("v")],
                    &mut errors,
                )
            }
        };
        match value {
            Some(value) => (200, format!("{{\"ok\":{}}}", to_json(&python_repr(&value)))),
            None => (422, format!("{{\"detail\":{}}}", wire(errors))),
        }
    }
}

#[derive(Clone, Copy)]
struct Parsed(Bound);

impl Parsed {
    fn number(self) -> Bound {
        self.0
    }

    fn length(self) -> usize {
        match self.0 {
            Bound::Int(length) => usize::try_from(length).unwrap(),
            _ => panic!("a length is whole"),
        }
    }
}

impl std::str::FromStr for Parsed {
    type Err = std::num::ParseFloatError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse() {
            Ok(whole) => Ok(Self(Bound::Int(whole))),
            Err(_) => text.parse().map(|number| Self(Bound::Float(number))),
        }
    }
}

/// The value as the recorded answers name it.
fn python_repr<T: DataType>(value: &T) -> String {
    if let Measure::Float(number) = value.measure()
        && !number.is_finite()
    {
        return format!("{number:?}").to_lowercase();
    }
    let json = String::from_utf8(to_python_json(&Data(value)).unwrap()).unwrap();
    match (json.as_str(), T::SHAPE) {
        ("null", _) => "None".to_owned(),
        ("true", _) => "True".to_owned(),
        ("false", _) => "False".to_owned(),
        ("\"red\"", Shape::Enum(_)) => "<Color.red: 'red'>".to_owned(),
        (text, Shape::Str) => format!("'{}'", &text[1..text.len() - 1]),
        (text, _) => text.to_owned(),
    }
}

pub(crate) fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits = [rest.next().unwrap(), rest.next().unwrap()];
                u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).unwrap()
}
