//! Values of which a column holds the JSON or a text.

use std::fmt::Debug;

use serde_json::{Value, json};
use twinlane_model::types::{Date, Decimal, JsonColumn, TextColumn, Url, Uuid};
use twinlane_model::{DataType, DataTypeExt, JsonText, Secret, Time, model};

#[model(rename_all = "lowercase")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Mood {
    Sad,
    Happy,
}

#[model]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Name(#[field(min_length = 2)] pub(crate) String);

#[model]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Settings {
    #[field(ge = 1)]
    pub(crate) size: i64,
    pub(crate) mood: Option<Mood>,
}

#[model]
#[derive(Debug, PartialEq)]
struct Row {
    #[field(max_length = 20)]
    home: TextColumn<Url>,
    name: Option<TextColumn<Name>>,
    settings: JsonColumn<Settings>,
    #[field(max_length = 1)]
    list: JsonColumn<Vec<i64>>,
}

/// In a request, a response and the document a column is the value that it holds.
#[test]
fn a_column_is_its_value() {
    #[model]
    struct Plain {
        #[field(max_length = 20)]
        home: Url,
        name: Option<Name>,
        settings: Settings,
        #[field(max_length = 1)]
        list: Vec<i64>,
    }

    let good = json!({ "home": "https://a.dev/", "name": "ada", "settings": { "size": 1, "mood": "sad" }, "list": [1] });
    let row = Row::from_value(good.clone()).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&row.to_json()).unwrap(), good);
    assert_eq!(row.settings.size, 1);
    let but = |field: &str, value: Value| {
        let mut document = good.clone();
        document[field] = value;
        document
    };
    for bad in [
        json!({}),
        but("home", json!("https://example.dev/items")),
        but("name", json!("a")),
        but("settings", json!({ "size": 0 })),
        but("list", json!([1, 2])),
        json!({ "home": 1, "name": "a", "settings": { "size": 0 }, "list": [1, 2] }),
        json!({ "home": format!("https://{}.dev", "a".repeat(20)), "name": null, "settings": [], "list": ["a"] }),
    ] {
        let errors = Row::from_value(bad.clone()).unwrap_err();
        let plain = Plain::from_value(bad.clone()).err().unwrap();
        assert_eq!(errors.errors(), plain.errors(), "{bad}");
        let errors = Row::from_json(bad.to_string()).unwrap_err();
        let plain = Plain::from_json(bad.to_string()).err().unwrap();
        assert_eq!(errors.errors(), plain.errors(), "{bad}");
    }
    let schema = Row::json_schema().to_string().replace("Row", "Plain");
    assert_eq!(schema, Plain::json_schema().to_string());
}

#[test]
fn a_column_is_printed_as_json() {
    #[model]
    struct Plain {
        pin: Secret<String>,
    }

    let pin = Secret::new("1843".to_owned());
    let column = JsonColumn(Plain { pin });
    assert_eq!(format!("{column:?}"), r#"JsonColumn({"pin":"**********"})"#);
    assert_eq!(
        format!("{:?}", TextColumn(Mood::Sad)),
        r#"TextColumn("sad")"#
    );
}

/// Literals, lists and constants.
#[test]
fn a_column_has_the_defaults_of_its_value() {
    const PLACES: i64 = 3;
    #[model]
    struct Defaults {
        #[field(default = "en")]
        language: TextColumn<String>,
        #[field(default = 2)]
        size: TextColumn<i64>,
        #[field(default = PLACES)]
        places: TextColumn<i64>,
        #[field(default = [1, 2])]
        list: JsonColumn<Vec<i64>>,
        #[field(default = ["a"])]
        names: Option<JsonColumn<Vec<String>>>,
    }

    let defaults = Defaults::from_json("{}").unwrap();
    let json = r#"{"language":"en","size":2,"places":3,"list":[1,2],"names":["a"]}"#;
    assert_eq!(defaults.to_json(), json);
    assert_eq!(
        Defaults::json_schema()["properties"]["list"]["default"],
        json!([1, 2])
    );
}

fn in_text<T: DataType + Debug + Clone + PartialEq>(value: T, text: &str, bad: &str) {
    let column = TextColumn(value);
    assert_eq!(column.to_column().as_deref(), Ok(text));
    assert_eq!(TextColumn::from_column(text), Ok(column));
    assert!(TextColumn::<T>::from_column(bad).is_err(), "{bad}");
}

#[test]
fn a_text_column_has_every_value_that_is_one_text() {
    in_text(Url::parse("https://a.dev").unwrap(), "https://a.dev/", "a");
    in_text(std::time::Duration::from_secs(90), "PT1M30S", "soon");
    in_text("1.50".parse::<Decimal>().unwrap(), "1.50", "one");
    in_text(
        "2024-01-02".parse::<Date>().unwrap(),
        "2024-01-02",
        "2024-01-32",
    );
    in_text(
        "03:04:05+02:00".parse::<Time>().unwrap(),
        "03:04:05+02:00",
        "now",
    );
    in_text(Uuid::nil(), "00000000-0000-0000-0000-000000000000", "0");
    in_text(
        "10.0.0.7".parse::<std::net::Ipv4Addr>().unwrap(),
        "10.0.0.7",
        "::1",
    );
    in_text(Mood::Happy, "happy", "angry");
    in_text(
        Name("a \"quoted\"\n name".to_owned()),
        "a \"quoted\"\n name",
        "a",
    );
    in_text(7_u8, "7", "256");
    in_text(true, "true", "perhaps");
    in_text(
        "9".repeat(40).parse::<num_bigint::BigInt>().unwrap(),
        &"9".repeat(40),
        "1.5",
    );
    in_text(Some(Mood::Sad), "sad", "null");
}

#[test]
fn what_a_column_cannot_hold_is_an_error() {
    let refused = "the JSON of this value is not a text: a JsonColumn can hold it";
    assert_eq!(
        TextColumn(vec![1]).to_column().unwrap_err().to_string(),
        refused
    );
    assert_eq!(
        TextColumn(None::<Mood>)
            .to_column()
            .unwrap_err()
            .to_string(),
        refused
    );
    let settings = Settings {
        size: 1,
        mood: None,
    };
    assert_eq!(
        TextColumn(settings.clone())
            .to_column()
            .unwrap_err()
            .to_string(),
        refused
    );

    let secret = "a secret is not shown in JSON: give it a column of its own";
    let hidden = Secret::new("a".to_owned());
    assert_eq!(
        TextColumn(hidden.clone())
            .to_column()
            .unwrap_err()
            .to_string(),
        secret
    );
    assert_eq!(
        JsonColumn(vec![Some(hidden)])
            .to_column()
            .unwrap_err()
            .to_string(),
        secret
    );

    let json = JsonColumn(settings).to_column().unwrap();
    assert_eq!(json, r#"{"size":1,"mood":null}"#);
    for (json, reason) in [
        ("{}", "size: Field required"),
        (
            r#"{"size": 0, "mood": "angry"}"#,
            "size: Input should be greater than or equal to 1; mood: Input should be 'sad' or 'happy'",
        ),
        ("[]", "Input should be an object"),
        ("{", "1: JSON decode error"),
    ] {
        let error = JsonColumn::<Settings>::from_column(json).unwrap_err();
        assert_eq!(error.to_string(), reason);
    }
}

#[test]
fn what_is_masked_in_errors_only_is_stored() {
    #[model]
    struct Login {
        name: String,
        #[field(sensitive)]
        pin: String,
    }

    let login = || Login {
        name: "ada".to_owned(),
        pin: "1843".to_owned(),
    };
    let json = r#"{"name":"ada","pin":"1843"}"#;
    assert_eq!(JsonColumn(login()).to_column().as_deref(), Ok(json));
    let shown = r#"{"name":"ada","pin":"**********"}"#;
    assert_eq!(
        format!("{:?}", JsonColumn(login())),
        format!("JsonColumn({shown})")
    );
    assert_eq!(
        format!("{:?}", JsonText([login()])),
        format!("JsonText([{shown}])")
    );
}
