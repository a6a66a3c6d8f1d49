//! `parse_python_json` against Python 3.11's `json.loads`.

use serde::Deserialize;
use twinlane_model::{JsonError, JsonValue, parse_python_json, to_python_json};

/// A document and what Python made of it.
#[derive(Deserialize)]
struct Case {
    document: String,
    /// The value as `json.dumps` writes it, with `null` for not-a-number and the infinities.
    value: Option<String>,
    error: Option<String>,
    position: Option<usize>,
}

#[test]
fn values_texts_and_offsets_are_pythons() {
    for line in include_str!("../data/json_loads.jsonl").lines() {
        let case: Case = serde_json::from_str(line).unwrap();
        match parse_python_json(case.document.as_bytes()) {
            Ok(value) => assert_eq!(Some(written(&value)), case.value, "{line}"),
            Err(JsonError::Syntax { message, position }) => {
                assert_eq!(
                    (Some(message), Some(position)),
                    (case.error, case.position),
                    "{line}"
                );
            }
            Err(_) => assert_eq!((case.value, case.error), (None, None), "{line}"),
        }
    }
}

#[test]
fn every_encoding_of_unicode_is_detected() {
    let text = "{\"é\":\"👍\"}";
    let utf16 =
        |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let utf32 = |bytes: fn(u32) -> [u8; 4]| {
        text.chars()
            .map(u32::from)
            .flat_map(bytes)
            .collect::<Vec<u8>>()
    };
    let marked = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
    let documents = [
        text.as_bytes().to_vec(),
        marked(b"\xEF\xBB\xBF", text.as_bytes().to_vec()),
        utf16(u16::to_le_bytes),
        utf16(u16::to_be_bytes),
        marked(b"\xFF\xFE", utf16(u16::to_le_bytes)),
        marked(b"\xFE\xFF", utf16(u16::to_be_bytes)),
        utf32(u32::to_le_bytes),
        utf32(u32::to_be_bytes),
        marked(b"\xFF\xFE\0\0", utf32(u32::to_le_bytes)),
        marked(b"\0\0\xFE\xFF", utf32(u32::to_be_bytes)),
    ];
    for document in documents {
        assert_eq!(
            written(&parse_python_json(&document).unwrap()),
            text,
            "{document:?}"
        );
    }
}

#[test]
fn bytes_that_are_no_text_are_unreadable() {
    for document in [
        &b"\"\xff\""[..],
        b"\xff\xfe1",
        b"\"\xed\x20\x80\"",
        b"1\0\0\0\0",
    ] {
        assert_eq!(
            parse_python_json(document),
            Err(JsonError::Unreadable),
            "{document:?}"
        );
    }
}

#[test]
fn a_lone_surrogate_is_a_replacement_character() {
    let expected = JsonValue::Str("a\u{fffd}b".to_owned());
    assert_eq!(parse_python_json(b"\"a\\ud800b\""), Ok(expected.clone()));
    assert_eq!(parse_python_json(b"\"a\xed\xa0\x80b\""), Ok(expected));
}

#[test]
fn a_second_byte_order_mark_is_no_value() {
    assert_eq!(
        parse_python_json(b"\xEF\xBB\xBF\xEF\xBB\xBF1"),
        Err(syntax("Expecting value", 0))
    );
}

#[test]
fn whole_numbers_have_up_to_4300_digits() {
    let longest = format!("-{}", "1".repeat(4300));
    assert_eq!(
        parse_python_json(longest.as_bytes()),
        Ok(JsonValue::BigInt(longest.as_str().into()))
    );
    assert_eq!(
        parse_python_json(format!("{longest}1").as_bytes()),
        Err(JsonError::Unreadable)
    );
    assert!(matches!(
        parse_python_json(format!("{longest}1.5").as_bytes()),
        Ok(JsonValue::Float(_))
    ));
}

#[test]
fn containers_nest_to_a_depth_of_962() {
    let lists = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let objects = |depth| format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
    assert!(parse_python_json(lists(962).as_bytes()).is_ok());
    assert!(parse_python_json(objects(962).as_bytes()).is_ok());
    for deeper in [
        lists(963),
        objects(963),
        "[".repeat(100_000),
        "{\"a\":[".repeat(100_000),
    ] {
        assert_eq!(
            parse_python_json(deeper.as_bytes()),
            Err(JsonError::Unreadable)
        );
    }
    assert_eq!(
        parse_python_json("[".repeat(962).as_bytes()),
        Err(syntax("Expecting value", 962))
    );
}

fn syntax(message: &str, position: usize) -> JsonError {
    JsonError::Syntax {
        message: message.to_owned(),
        position,
    }
}

fn written(value: &JsonValue) -> String {
    String::from_utf8(to_python_json(value).unwrap()).unwrap()
}
