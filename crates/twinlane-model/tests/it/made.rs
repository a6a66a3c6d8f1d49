//! Rules of what a type makes of its input, bytes in Pydantic's modes, and schemas of newtypes.

use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;

use indexmap::IndexSet;
use serde_json::{Value, json};
use twinlane_model::shape::Rules;
use twinlane_model::types::{
    Base64Bytes, Base64Str, Bytes, BytesAsBase64, BytesAsHex, Email, HttpUrl,
};
use twinlane_model::{
    Data, DataType, DataTypeExt, ErrorList, FieldError, JsonText, Secret, Step, model,
    read_byte_strings, read_bytes, to_json,
};

use crate::{body, body_with, query, wire};

#[model(rename_all = "lowercase")]
#[derive(Debug, PartialEq)]
enum Color {
    Red,
    Green,
}

#[model]
#[derive(Debug, PartialEq, Eq, Hash)]
struct Short(#[field(min_length = 7, max_length = 12)] Email);

#[model]
#[derive(Debug)]
struct Lower(#[field(to_lower, pattern = "^a")] Email);

#[model]
#[derive(Debug)]
struct Site(#[field(max_length = 13)] HttpUrl);

#[model]
#[derive(Debug)]
struct Few(#[field(max_length = 2)] Base64Bytes);

#[model]
#[derive(Debug)]
struct Reddish(#[field(max_length = 4, pattern = "e")] Color);

#[test]
fn a_length_is_asked_of_what_the_type_makes() {
    assert_eq!(
        body::<Short>(r#"" ADA@EXAMPLE.com ""#).unwrap_err(),
        r#"[{"type":"too_long","loc":["body"],"msg":"Value should have at most 12 items after validation, not 15","input":" ADA@EXAMPLE.com ","ctx":{"field_type":"Value","max_length":12,"actual_length":15}}]"#
    );
    assert!(body::<Short>(r#""Ada Lovelace <a@bc.de>""#).is_ok());
    assert!(
        body::<Short>(r#""a@b.co""#)
            .unwrap_err()
            .contains("at least 7 items after validation, not 6")
    );
    assert!(body::<Short>(r#""ada""#).unwrap_err().contains("@-sign"));
    // The slash that the normal form adds counts.
    assert!(body::<Site>(r#""http://ex.co""#).is_ok());
    assert!(
        body::<Site>(r#""http://ex.com""#)
            .unwrap_err()
            .contains("not 14")
    );
    assert!(body::<Few>(r#""YWI=""#).is_ok());
    assert!(body::<Few>(r#""YWJj""#).unwrap_err().contains("not 3"));
    assert!(body::<Reddish>(r#""green""#).unwrap_err().contains("not 5"));
    assert!(query::<Reddish>("red").is_ok());
    assert!(body::<HashMap<Short, i64>>(r#"{"ada@example.com": 1}"#).is_err());
}

#[test]
fn a_pattern_is_asked_last_and_shows_what_was_made() {
    let Lower(email) = body(r#""ADA@b.co""#).unwrap();
    assert_eq!(email.to_string(), "ada@b.co");
    assert_eq!(
        body::<Lower>(r#""Zoe@B.co""#).unwrap_err(),
        r#"[{"type":"string_pattern_mismatch","loc":["body"],"msg":"String should match pattern '^a'","input":"zoe@b.co","ctx":{"pattern":"^a"}}]"#
    );
}

#[test]
fn a_secret_address_is_not_shown() {
    let wrong = body::<Secret<Lower>>(r#""zoe@b.co""#).err().unwrap();
    assert!(!wrong.contains("zoe"), "{wrong}");
}

#[test]
fn a_length_of_a_text_of_json_is_that_of_a_value() {
    #[model]
    #[derive(Debug)]
    struct Two(#[field(max_length = 2)] JsonText<Vec<i64>>);

    assert!(body::<Two>(r#""[1, 2]""#).is_ok());
    assert_eq!(
        body::<Two>(r#""[1, 2, 3]""#).unwrap_err(),
        r#"[{"type":"too_long","loc":["body"],"msg":"Value should have at most 2 items after validation, not 3","input":"[1, 2, 3]","ctx":{"field_type":"Value","max_length":2,"actual_length":3}}]"#
    );
}

#[test]
fn a_length_of_what_a_text_of_json_holds_is_told_of_the_text() {
    let rules = |min_length, max_length| Rules {
        min_length,
        max_length,
        ..Rules::NONE
    };
    let (short, long) = (rules(Some(6), None), rules(None, Some(3)));
    let is_told = |says: &str, document: &str, length: usize| {
        let told = format!(r#"items after validation, not {length}","input":{document},"#);
        assert!(says.contains(&told), "{says}");
    };
    let nested = r#""\"\\\"abcdef\\\"\"""#;
    let says = body_with::<JsonText<JsonText<String>>>(nested, &long).unwrap_err();
    is_told(&says, nested, 6);
    let base64 = r#""\"YWJjZGU=\"""#;
    let says = body_with::<JsonText<Base64Bytes>>(base64, &short).unwrap_err();
    is_told(&says, base64, 5);
    let says = body_with::<JsonText<Option<Base64Str>>>(base64, &short).unwrap_err();
    is_told(&says, base64, 5);
    let hex = r#""\"aabbcc\"""#;
    let says = body_with::<JsonText<BytesAsHex>>(hex, &short).unwrap_err();
    is_told(&says, hex, 3);
    assert!(body_with::<JsonText<BytesAsHex>>(hex, &long).is_ok());
    assert!(body_with::<JsonText<JsonText<String>>>(nested, &short).is_ok());

    let secret = body_with::<Secret<BytesAsHex>>(r#""aabbccdd""#, &long).unwrap_err();
    assert!(
        secret.contains("at most 3 items after validation, not 4"),
        "{secret}"
    );
}

#[test]
fn bytes_have_modes() {
    let bytes = |text: &str| body::<BytesAsBase64>(&json!(text).to_string());
    for text in ["-_-_", "+/+/"] {
        assert_eq!(bytes(text).unwrap().as_ref(), b"\xfb\xff\xbf");
    }
    assert_eq!(to_json(&Data(&bytes("YQ").unwrap())), r#""YQ==""#);
    for (text, why) in [
        ("a", "Invalid input length: 1"),
        ("YW Jj", "Invalid symbol 32, offset 2."),
        (
            "YR==",
            "Invalid last symbol 0x52 ('R') at offset 1, decoded as 0b00010001.",
        ),
    ] {
        let error = bytes(text).unwrap_err();
        assert!(
            error.contains(&format!("Data should be valid base64: {why}")),
            "{error}"
        );
    }
    assert_eq!(
        body::<BytesAsHex>(r#""6aB0""#).unwrap().as_ref(),
        b"\x6a\xb0"
    );
    assert!(
        body::<BytesAsHex>(r#""6""#)
            .unwrap_err()
            .contains("Odd number of digits")
    );
    assert!(
        body::<BytesAsHex>(r#""6g""#)
            .unwrap_err()
            .contains("Invalid character 'g' at position 1")
    );
}

#[model]
#[derive(Debug, PartialEq)]
struct Key(#[field(max_length = 4)] BytesAsHex);

#[test]
fn a_length_of_bytes_is_that_of_the_content_of_a_file() {
    const RULES: Rules = Rules {
        max_length: Some(4),
        ..Rules::NONE
    };
    let loc = [Step::from("body")];
    let mut errors = ErrorList::default();
    let long = Bytes::from_static(b"aabbccdd");
    assert!(read_bytes::<BytesAsHex>(&long, &RULES, &loc, &mut errors).is_none());
    assert!(read_bytes::<Option<BytesAsBase64>>(&long, &RULES, &loc, &mut errors).is_none());
    assert!(read_bytes::<Key>(&long, &Rules::NONE, &loc, &mut errors).is_none());
    let error = r#"{"type":"bytes_too_long","loc":["body"],"msg":"Data should have at most 4 bytes","input":"aabbccdd","ctx":{"max_length":4}}"#;
    assert_eq!(wire(errors), format!("[{error},{error},{error}]"));

    let mut errors = ErrorList::default();
    let files = [Bytes::from_static(b"\xff"), long];
    assert!(read_byte_strings::<Vec<Key>>(&files, &Rules::NONE, &loc, &mut errors).is_none());
    assert_eq!(
        wire(errors),
        format!("[{}]", error.replace(r#""body""#, r#""body",1"#))
    );

    // Bytes that are no hexadecimal digits break this rule only.
    let mut errors = ErrorList::default();
    let long = Bytes::from_static(b"hello");
    assert!(read_bytes::<Key>(&long, &Rules::NONE, &loc, &mut errors).is_none());
    assert!(wire(errors).contains("at most 4 bytes"));
    let mut errors = ErrorList::default();
    let key = Key(Bytes::from_static(b"abc").into());
    assert_eq!(
        read_bytes(&key.0, &Rules::NONE, &loc, &mut errors),
        Some(key)
    );
}

/// A file without a byte that no text has.
#[model]
#[derive(Debug, PartialEq)]
struct Plain(#[field(check = is_plain)] Bytes);

/// The same, in base64 where it is in JSON.
#[model]
#[derive(Debug, PartialEq)]
struct EncodedPlain(#[field(check = is_encoded_plain)] BytesAsBase64);

fn is_plain(content: &Bytes) -> Result<(), FieldError> {
    if content.contains(&0xff) {
        return Err(FieldError::value("not plain"));
    }
    Ok(())
}

fn is_encoded_plain(content: &BytesAsBase64) -> Result<(), FieldError> {
    is_plain(content)
}

#[test]
fn a_check_of_a_file_sees_its_bytes() {
    let loc = [Step::from("body")];
    let good = Bytes::from_static(b"\xfe?");
    let bad = Bytes::from_static(b"a\xff");
    let error = |place: &str| {
        format!(
            r#"{{"type":"value_error","loc":["body"{place}],"msg":"Value error, not plain","input":"a?","ctx":{{"error":{{}}}}}}"#
        )
    };
    let mut errors = ErrorList::default();
    let read = read_bytes::<Plain>(&good, &Rules::NONE, &loc, &mut errors);
    assert_eq!(read, Some(Plain(good.clone())));
    assert!(read_bytes::<Plain>(&bad, &Rules::NONE, &loc, &mut errors).is_none());
    assert!(read_bytes::<Option<Plain>>(&bad, &Rules::NONE, &loc, &mut errors).is_none());
    assert!(read_bytes::<EncodedPlain>(&bad, &Rules::NONE, &loc, &mut errors).is_none());
    assert_eq!(wire(errors), format!("[{0},{0},{0}]", error("")));

    let mut errors = ErrorList::default();
    let files = [good, bad];
    assert!(read_byte_strings::<Vec<Plain>>(&files, &Rules::NONE, &loc, &mut errors).is_none());
    assert_eq!(wire(errors), format!("[{}]", error(",1")));
}

#[model(title = "T", json_schema_extra = json!({ "x-a": 1 }))]
struct Marked(i64);

/// `serde` reads it.
#[model(foreign, schema = json!({ "type": ["integer", "null"] }))]
struct Foreign(Option<u16>);

#[test]
fn a_newtype_has_its_own_words_wherever_it_stands() {
    let marked = json!({ "type": "integer", "title": "T", "x-a": 1 });
    assert_eq!(Marked::json_schema(), marked);
    assert_eq!(
        Option::<Marked>::json_schema(),
        json!({ "anyOf": [marked, { "type": "null" }] })
    );
}

#[test]
fn a_foreign_newtype_has_the_schema_it_was_given() {
    assert_eq!(
        Foreign::json_schema(),
        json!({ "type": ["integer", "null"] })
    );
    assert!(!Foreign::SHAPE.is_scalar());
    assert_eq!(body::<Foreign>("null").map(|it| it.0), Ok(None));
    assert_eq!(body::<Foreign>("7").map(|it| it.0), Ok(Some(7)));
}

const MOST: i64 = 10;
const NAME: &str = "ada";
const BOTH: [i64; 2] = [1, MOST];

#[model]
#[derive(Debug, PartialEq)]
struct Defaults {
    #[field(default = MOST)]
    one: i64,
    #[field(default = MOST)]
    maybe: Option<i64>,
    #[field(default = None)]
    none: Option<i64>,
    #[field(default = [MOST, 2])]
    list: Vec<i64>,
    #[field(default = [MOST, 2])]
    maybe_list: Option<Vec<i64>>,
    #[field(default = [3])]
    literals: Option<Vec<i64>>,
    #[field(default = BOTH)]
    both: Option<Vec<i64>>,
    #[field(default = NAME)]
    name: String,
    #[field(default = NAME)]
    maybe_name: Option<String>,
    #[field(default = "photos")]
    folder: PathBuf,
    #[field(default = "photos")]
    maybe_folder: Option<PathBuf>,
}

#[test]
fn a_default_means_the_same_where_null_is_allowed() {
    let defaults = Defaults::from_json("{}").unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&defaults.to_json()).unwrap(),
        json!({
            "one": 10, "maybe": 10, "none": null, "list": [10, 2], "maybe_list": [10, 2], "literals": [3],
            "both": [1, 10], "name": "ada", "maybe_name": "ada",
            "folder": "photos", "maybe_folder": "photos",
        })
    );
}

#[model(rename_all = "lowercase")]
#[derive(Debug, PartialEq)]
enum Level {
    None,
    Some,
}

const LEAST: u32 = 3;

#[model]
#[derive(Debug, PartialEq)]
struct Age(u32);

#[model]
struct MoreDefaults {
    #[field(default = [MOST, 2])]
    queue: VecDeque<i64>,
    #[field(default = [MOST, 2])]
    ordered: IndexSet<i64>,
    #[field(default = LEAST)]
    age: Age,
    #[field(default = Level::None)]
    level: Option<Level>,
}

#[test]
fn a_default_is_of_every_list_a_newtype_or_a_variant_called_none() {
    let defaults = MoreDefaults::from_json("{}").unwrap();
    assert_eq!(defaults.queue, [10, 2]);
    assert_eq!(defaults.ordered, IndexSet::from([10, 2]));
    assert_eq!(defaults.age, Age(3));
    assert_eq!(defaults.level, Some(Level::None));
}

#[model]
#[derive(Debug)]
struct Item {
    name: String,
}

#[model(tag = "kind")]
#[derive(Debug)]
enum Pet {
    Cat { lives: u8 },
    Dog { bones: u8 },
}

#[model(untagged)]
#[derive(Debug)]
enum Either {
    Item(Item),
    Number(i64),
}

fn of_json<T: DataType>(document: &str) -> String {
    T::from_json(document).err().unwrap().to_string()
}

fn of_value<T: DataType>(value: Value) -> String {
    T::from_value(value).err().unwrap().to_string()
}

#[test]
fn every_data_type_is_read_by_hand() {
    assert_eq!(
        Vec::<Item>::from_json(r#"[{"name": "a"}]"#).unwrap()[0].name,
        "a"
    );
    assert_eq!(Color::from_value(json!("red")).unwrap(), Color::Red);
    assert_eq!(i64::from_json(b"\"5\"".as_slice()).unwrap(), 5);
    assert_eq!(vec![Color::Red].to_json(), r#"["red"]"#);
}

#[test]
fn what_is_no_object_is_told_in_pydantics_words() {
    let title = "1 validation error for";
    assert_eq!(
        of_json::<Item>("[1]"),
        format!(
            "{title} Item\n  Input should be an object [type=model_type, input_value=[1], input_type=list]"
        )
    );
    assert_eq!(
        of_value::<Item>(json!([1])),
        format!(
            "{title} Item\n  Input should be a valid dictionary or instance of Item [type=model_type, input_value=[1], input_type=list]"
        )
    );
    assert_eq!(
        of_json::<Vec<Item>>("5"),
        format!(
            "{title} list[Item]\n  Input should be a valid array [type=list_type, input_value=5, input_type=int]"
        )
    );
    assert_eq!(
        of_value::<Vec<Item>>(json!([1])),
        format!(
            "{title} list[Item]\n0\n  Input should be a valid dictionary or instance of Item [type=model_type, input_value=1, input_type=int]"
        )
    );
    assert_eq!(
        of_json::<HashMap<String, i64>>("5"),
        format!(
            "{title} dict[str,int]\n  Input should be an object [type=dict_type, input_value=5, input_type=int]"
        )
    );
    assert_eq!(
        of_json::<Pet>("5"),
        format!(
            "{title} tagged-union[Cat,Dog]\n  Input should be an object [type=dict_type, input_value=5, input_type=int]"
        )
    );
    assert_eq!(
        of_value::<Pet>(json!(5)),
        format!(
            "{title} tagged-union[Cat,Dog]\n  Input should be a valid dictionary or object to extract fields from [type=model_attributes_type, input_value=5, input_type=int]"
        )
    );
    assert!(
        of_json::<Either>("[1]").starts_with(
            "2 validation errors for union[Item,int]\nItem\n  Input should be an object"
        )
    );
    assert!(of_json::<()>("1").contains("Input should be null"));
    assert!(of_value::<()>(json!(1)).contains("Input should be None"));
}

#[test]
fn every_data_type_has_a_schema() {
    let item = json!({ "properties": { "name": { "type": "string", "title": "Name" } }, "type": "object", "required": ["name"], "title": "Item" });
    let color = json!({ "enum": ["red", "green"], "type": "string", "title": "Color" });
    assert_eq!(Item::json_schema(), item);
    assert_eq!(Color::json_schema(), color);
    assert_eq!(
        Vec::<Item>::json_schema(),
        json!({ "$defs": { "Item": item }, "type": "array", "items": { "$ref": "#/$defs/Item" } })
    );
    assert_eq!(
        Option::<Color>::json_schema(),
        json!({ "$defs": { "Color": color }, "anyOf": [{ "$ref": "#/$defs/Color" }, { "type": "null" }] })
    );
    assert_eq!(
        Reddish::json_schema(),
        json!({ "$defs": { "Color": color }, "$ref": "#/$defs/Color", "maxLength": 4 })
    );
    assert_eq!(
        Short::json_schema(),
        json!({ "type": "string", "format": "email", "minLength": 7, "maxLength": 12 })
    );
}

#[model]
struct Keys {
    #[field(default = "correct horse")]
    text: Secret<String>,
    #[field(default = 1234)]
    pin: Secret<u32>,
}

#[test]
fn a_literal_is_the_default_of_a_secret() {
    let keys = Keys::from_json("{}").unwrap();
    assert_eq!(keys.text.expose(), "correct horse");
    assert_eq!(*keys.pin.expose(), 1234);
}
