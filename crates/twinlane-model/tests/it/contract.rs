//! One value a request, of every type, as FastAPI 0.165 answered it; a value that was taken is as Pydantic writes it.
//!
//! Types of Python that Rust has no counterpart for are not among them: `complex`, `Fraction`, `Callable`, `Hashable`,
//! `Iterable`, `Sequence`, `NamedTuple`, dataclasses and `TypedDict` (models here), unions told apart by a function,
//! `ByteSize`, and URLs of data bases.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::PathBuf;

use indexmap::{IndexMap, IndexSet};
use serde::Deserialize;
use serde_json::Value;
use twinlane_model::shape::{Bound, Rules, Tense};
use twinlane_model::types::chrono::{self, FixedOffset, NaiveDateTime, TimeDelta};
use twinlane_model::types::ipnet::Ipv4Net;
use twinlane_model::types::{
    Base64Bytes, Bytes, Date, Decimal, Email, HttpUrl, Interface, NameEmail, Regex, Url, Uuid,
    Uuid4, WebsocketUrl,
};
use twinlane_model::{
    Data, DataType, DateTime, ErrorList, JsonText, JsonValue, Pattern, Step, Time, model,
    parse_python_json, read_text, read_texts, read_value, to_json,
};

use crate::recorded::decoded;
use crate::wire;

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
fn every_type_is_read_as_fastapi_reads_it() {
    for line in include_str!("../data/contract.jsonl").lines() {
        let request: Request = serde_json::from_str(line).unwrap();
        let (status, response) = request.answer();
        assert_eq!(status, request.status, "{line}: {response}");
        // If FastAPI failed to write an error, there is nothing to compare.
        if !request.response.is_empty() {
            assert_eq!(parsed(&response), parsed(&request.response), "{line}");
        }
    }
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[model(integer)]
enum Level {
    One = 1,
    Two = 2,
}

#[model(literal)]
enum OnlyA {
    #[field(rename = "a")]
    A,
}

#[model(literal)]
enum Mixed {
    #[field(rename = "a")]
    A,
    #[field(rename = "b")]
    B,
    #[field(value = 3)]
    Three,
}

#[model(literal)]
enum OnlyB {
    #[field(rename = "b")]
    B,
}

#[model]
struct A {
    kind: OnlyA,
    x: i64,
}

#[model]
struct B {
    kind: OnlyB,
    y: String,
}

#[model(untagged)]
enum AOrB {
    A(A),
    B(B),
}

#[model(tag = "kind")]
enum Tagged {
    #[field(rename = "a")]
    A { x: i64 },
    #[field(rename = "b")]
    B { y: String },
}

#[model(untagged)]
enum IntOrStr {
    Int(i64),
    Str(String),
}

#[model(untagged)]
enum StrOrInt {
    Str(String),
    Int(i64),
}

#[model(untagged)]
enum IntOrBool {
    Int(i64),
    Bool(bool),
}

#[model(untagged)]
enum BoolOrInt {
    Bool(bool),
    Int(i64),
}

#[model(untagged)]
enum FloatOrInt {
    Float(f64),
    Int(i64),
}

#[model(untagged)]
enum IntOrList {
    Int(i64),
    List(Vec<i64>),
}

#[model(untagged)]
enum DateOrDatetime {
    Date(Date),
    Datetime(DateTime),
}

fn a_plus() -> &'static Pattern {
    static PATTERN: Pattern = Pattern::new("^a+$");
    &PATTERN
}

impl Request {
    fn answer(&self) -> (u16, String) {
        match self.r#type.as_str() {
            "bytes" | "bytes min3 max5" => self.read::<Bytes>(),
            "datetime" | "PastDatetime" | "FutureDatetime" | "datetime gt" => {
                self.read::<DateTime>()
            }
            "date" | "PastDate" | "FutureDate" | "date ge" => self.read::<Date>(),
            "time" => self.read::<Time>(),
            "timedelta" | "timedelta le" => self.read::<TimeDelta>(),
            "AwareDatetime" => self.read::<chrono::DateTime<FixedOffset>>(),
            "NaiveDatetime" => self.read::<NaiveDateTime>(),
            "UUID" => self.read::<Uuid>(),
            "UUID4" => self.read::<Uuid4>(),
            "IntEnum" => self.read::<Level>(),
            "Literal[\"a\"]" => self.read::<OnlyA>(),
            "Literal[\"a\",\"b\",3]" => self.read::<Mixed>(),
            "set[int]" | "frozenset[int]" | "set min_length=2" | "set max_length=1" => {
                self.read::<IndexSet<i64>>()
            }
            "tuple[int,str]" => self.read::<(i64, String)>(),
            "tuple[int,...]" | "deque" | "RootModel" => self.read::<Vec<i64>>(),
            "dict[str,int]" | "dict min_length" | "Mapping" | "Counter" => {
                self.read::<IndexMap<String, i64>>()
            }
            "dict[int,int]" => self.read::<IndexMap<i64, i64>>(),
            "dict" => self.read::<IndexMap<String, Value>>(),
            "list" => self.read::<Vec<Value>>(),
            "float allow_inf_nan=False" | "StrictFloat" => self.read::<f64>(),
            "str pattern" | "constr strip upper" | "StrictStr" | "str coerce_numbers" => {
                self.read::<String>()
            }
            "StrictInt" => self.read::<i64>(),
            "StrictBool" => self.read::<bool>(),
            "int|str" => self.read::<IntOrStr>(),
            "str|int" => self.read::<StrOrInt>(),
            "int|bool" => self.read::<IntOrBool>(),
            "bool|int" => self.read::<BoolOrInt>(),
            "float|int" => self.read::<FloatOrInt>(),
            "int|list[int]" => self.read::<IntOrList>(),
            "date|datetime" => self.read::<DateOrDatetime>(),
            "A|B" => self.read::<AOrB>(),
            "Discriminated" => self.read::<Tagged>(),
            "Json[int]" => self.read::<JsonText<i64>>(),
            "Base64Bytes" => self.read::<Base64Bytes>(),
            "Path" => self.read::<PathBuf>(),
            "Pattern" => self.read::<Regex>(),
            "object" => self.read::<Value>(),
            _ => self.answer_of_address(),
        }
    }

    fn answer_of_address(&self) -> (u16, String) {
        match self.r#type.as_str() {
            "AnyUrl" => self.read::<Url>(),
            "HttpUrl" => self.read::<HttpUrl>(),
            "WebsocketUrl" => self.read::<WebsocketUrl>(),
            "EmailStr" => self.read::<Email>(),
            "NameEmail" => self.read::<NameEmail>(),
            "IPv4Address" => self.read::<Ipv4Addr>(),
            "IPv6Address" => self.read::<Ipv6Addr>(),
            "IPvAny" => self.read::<IpAddr>(),
            "IPv4Network" => self.read::<Ipv4Net>(),
            "IPv4Interface" => self.read::<Interface<Ipv4Net>>(),
            decimal if decimal.starts_with("Decimal") => self.read::<Decimal>(),
            other => panic!("no type for {other}"),
        }
    }

    #[expect(clippy::too_many_lines, reason = "a table")]
    fn rules(&self) -> Rules {
        let none = Rules::NONE;
        match self.r#type.as_str() {
            "bytes min3 max5" => Rules {
                min_length: Some(3),
                max_length: Some(5),
                ..none
            },
            "PastDatetime" | "PastDate" => Rules {
                tense: Some(Tense::Past),
                ..none
            },
            "FutureDatetime" | "FutureDate" => Rules {
                tense: Some(Tense::Future),
                ..none
            },
            "datetime gt" => Rules {
                gt: Some(Bound::Text("2024-01-01T00:00:00")),
                ..none
            },
            "date ge" => Rules {
                ge: Some(Bound::Text("2024-01-01")),
                ..none
            },
            "timedelta le" => Rules {
                le: Some(Bound::Text("PT1H")),
                ..none
            },
            "Decimal gt" => Rules {
                gt: Some(Bound::Text("1.5")),
                ..none
            },
            "Decimal(max_digits=4,decimal_places=2)" => Rules {
                max_digits: Some(4),
                decimal_places: Some(2),
                ..none
            },
            "Decimal(max_digits=1, decimal_places=1)" => Rules {
                max_digits: Some(1),
                decimal_places: Some(1),
                ..none
            },
            "set min_length=2" => Rules {
                min_length: Some(2),
                ..none
            },
            "set max_length=1" => Rules {
                max_length: Some(1),
                ..none
            },
            "dict min_length" => Rules {
                min_length: Some(1),
                ..none
            },
            "float allow_inf_nan=False" => Rules {
                finite: true,
                ..none
            },
            "str pattern" => Rules {
                pattern: Some(a_plus),
                ..none
            },
            "constr strip upper" => Rules {
                strip: true,
                min_length: Some(2),
                ..none
            },
            strict if strict.starts_with("Strict") => Rules {
                strict: true,
                ..none
            },
            _ => none,
        }
    }

    fn read<T: DataType>(&self) -> (u16, String) {
        let rules = self.rules();
        let mut errors = ErrorList::default();
        let read = if let Some(query) = &self.query {
            let loc = [Step::from("query"), Step::from("v")];
            let texts: Vec<String> = query.split('&').map(|pair| decoded(&pair[2..])).collect();
            if T::SHAPE.is_repeated() {
                read_texts::<T>(texts.iter().map(String::as_str), &rules, &loc, &mut errors)
            } else {
                read_text::<T>(&texts[texts.len() - 1], &rules, &loc, &mut errors)
            }
        } else {
            let body = self.body.as_deref().unwrap();
            let JsonValue::Object(body) = parse_python_json(body.as_bytes()).unwrap() else {
                panic!("every recorded body is an object");
            };
            let loc = [Step::from("body"), Step::from("v")];
            read_value::<T>(&body["v"], &rules, &loc, &mut errors)
        };
        match read {
            Some(value) => (200, format!("{{\"ok\":{}}}", to_json(&Data(&value)))),
            None => (422, format!("{{\"detail\":{}}}", wire(errors))),
        }
    }
}
