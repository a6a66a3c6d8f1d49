//! Conversions from and to what other code speaks, and the wrappers of columns.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use serde_json::{Value, json};
use twinlane_model::types::chrono::{self, FixedOffset, NaiveDateTime, NaiveTime, Utc};
use twinlane_model::types::ipnet::{IpNet, Ipv4Net, Ipv6Net};
use twinlane_model::types::{
    AnyHttpUrl, AnyWebsocketUrl, Base64Bytes, Base64Str, Base64UrlBytes, Base64UrlStr, Bytes,
    BytesAsBase64, BytesAsHex, ConversionError, Date, Decimal, Email, FileUrl, FtpUrl, HttpUrl,
    Interface, JsonColumn, NameEmail, TextColumn, Url, Uuid, Uuid1, Uuid3, Uuid4, Uuid5, Uuid6,
    Uuid7, Uuid8, WebsocketUrl,
};
use twinlane_model::{DataType, DataTypeExt, DateTime, JsonText, Secret, Time, model};

/// Texts that are of a type, with the normal form, and one that is not, with the reason.
fn text<T>(good: &[(&str, &str)], (bad, reason): (&str, &str))
where
    T: DataType + Display + Debug + Clone + PartialEq,
    T: FromStr<Err = ConversionError>,
    T: TryFrom<String, Error = ConversionError>,
    T: for<'a> TryFrom<&'a str, Error = ConversionError>,
    String: From<T>,
{
    for (text, normal) in good {
        let value: T = text.parse().unwrap();
        assert_eq!(value.to_string(), *normal);
        assert_eq!(value.to_json(), format!("\"{normal}\""));
        assert_eq!(T::try_from(*text), Ok(value.clone()));
        assert_eq!(T::try_from((*text).to_owned()), Ok(value.clone()));
        assert_eq!(String::from(value), *normal);
    }
    let error = bad.parse::<T>().unwrap_err();
    assert_eq!(error.to_string(), reason);
    assert_eq!(T::try_from(bad), Err(error.clone()));
    assert_eq!(T::try_from(bad.to_owned()), Err(error));
}

#[test]
fn a_text_becomes_a_value_by_the_rules_of_its_type() {
    let no_email = "value is not a valid email address: An email address must have an @-sign.";
    text::<Email>(
        &[(" Ada@EXAMPLE.com", "Ada@example.com")],
        ("ada", no_email),
    );
    let name = "Ada <ada@example.com>";
    text::<NameEmail>(
        &[(name, name), ("ada@example.com", "ada <ada@example.com>")],
        ("ada", no_email),
    );

    let http = ("ftp://a.dev", "URL scheme should be 'http' or 'https'");
    text::<HttpUrl>(&[("HTTP://a.dev", "http://a.dev/")], http);
    text::<AnyHttpUrl>(&[("https://a.dev", "https://a.dev/")], http);
    let socket = ("http://a.dev", "URL scheme should be 'ws' or 'wss'");
    text::<WebsocketUrl>(&[("ws://a.dev", "ws://a.dev/")], socket);
    text::<AnyWebsocketUrl>(&[("wss://a.dev", "wss://a.dev/")], socket);
    text::<FileUrl>(
        &[("file:///a", "file:///a")],
        ("http://a.dev", "URL scheme should be 'file'"),
    );
    text::<FtpUrl>(
        &[("ftp://a.dev", "ftp://a.dev/")],
        ("http://a.dev", "URL scheme should be 'ftp'"),
    );

    let moments = [
        ("2024-01-02T03:04:05Z", "2024-01-02T03:04:05Z"),
        ("2024-01-02 03:04:05+02:00", "2024-01-02T03:04:05+02:00"),
        ("2024-01-02", "2024-01-02T00:00:00"),
        ("0", "1970-01-01T00:00:00Z"),
    ];
    let no_moment = "Input should be a valid datetime or date, input is too short";
    text::<DateTime>(&moments, ("soon", no_moment));
    let no_time = "Input should be in a valid time format, input is too short";
    text::<Time>(
        &[("03:04", "03:04:00"), ("03:04:05.5Z", "03:04:05.500000Z")],
        ("now", no_time),
    );

    text::<Interface<Ipv4Net>>(
        &[("10.0.0.7/8", "10.0.0.7/8"), ("10.0.0.7", "10.0.0.7/32")],
        ("::1", "Input is not a valid IPv4 interface"),
    );
    text::<Interface<Ipv6Net>>(
        &[("::7/64", "::7/64")],
        ("10.0.0.7", "Input is not a valid IPv6 interface"),
    );
    text::<Interface<IpNet>>(
        &[("::7/64", "::7/64")],
        ("a", "value is not a valid IPv4 or IPv6 interface"),
    );
}

#[test]
fn a_uuid_becomes_one_of_its_version() {
    macro_rules! versions {
        ($($type:ty => $version:literal;)*) => {$(
            let good = format!("2f1e0b2a-9f0c-{}d1b-8c55-7f6f7a7c8d11", $version);
            let reason = format!("UUID version {} expected", $version);
            text::<$type>(&[(&good.replace('-', ""), &good)], (&Uuid::nil().to_string(), &reason));
            let uuid: Uuid = good.parse().unwrap();
            let value = <$type>::try_from(uuid).unwrap();
            assert_eq!(Uuid::from(value), uuid);
            assert_eq!(AsRef::<Uuid>::as_ref(&value), &uuid);
            assert_eq!(<$type>::try_from(Uuid::nil()).unwrap_err().to_string(), reason);
        )*};
    }
    versions! { Uuid1 => 1; Uuid3 => 3; Uuid4 => 4; Uuid5 => 5; Uuid6 => 6; Uuid7 => 7; Uuid8 => 8; }
}

#[test]
fn the_type_within_is_a_conversion_away() {
    let url = Url::parse("https://a.dev/").unwrap();
    let http = HttpUrl::try_from(url.clone()).unwrap();
    assert_eq!(AsRef::<str>::as_ref(&http), "https://a.dev/");
    assert_eq!(Url::from(http), url);
    assert_eq!(
        FtpUrl::try_from(url).unwrap_err().to_string(),
        "URL scheme should be 'ftp'"
    );
    let long = Url::parse(&format!("https://a.dev/{}", "a".repeat(2083))).unwrap();
    assert_eq!(
        HttpUrl::try_from(long.clone()).unwrap_err().to_string(),
        "URL should have at most 2083 characters"
    );
    assert!(AnyHttpUrl::try_from(long).is_ok());

    let bytes = vec![0, 255];
    assert_eq!(Vec::from(Base64Bytes::from(bytes.clone())), bytes);
    assert_eq!(Vec::from(Base64UrlBytes::from(bytes.clone())), bytes);
    assert_eq!(Vec::from(BytesAsHex::from(bytes.clone())), bytes);
    assert_eq!(
        Bytes::from(BytesAsBase64::from(Bytes::from(bytes.clone()))),
        bytes
    );
    assert_eq!(
        AsRef::<[u8]>::as_ref(&BytesAsHex::from(bytes.clone())),
        bytes
    );
    assert_eq!(String::from(Base64Str::from("a".to_owned())), "a");
    assert_eq!(
        AsRef::<str>::as_ref(&Base64UrlStr::from("a".to_owned())),
        "a"
    );
    let email: Email = "ada@example.com".parse().unwrap();
    assert_eq!(AsRef::<str>::as_ref(&email), "ada@example.com");

    let v4: Ipv4Net = "10.0.0.7/8".parse().unwrap();
    let any = IpNet::from(Interface::from(v4));
    assert_eq!(Interface::<Ipv4Net>::try_from(any), Ok(Interface(v4)));
    let reason = "Input is not a valid IPv6 interface";
    assert_eq!(
        Interface::<Ipv6Net>::try_from(any).unwrap_err().to_string(),
        reason
    );
    assert_eq!(IpNet::from(Interface::from(any)), any);
}

#[test]
fn a_moment_becomes_what_it_is_and_nothing_else() {
    let aware: DateTime = "2024-01-02T03:04:05+02:00".parse().unwrap();
    let naive: DateTime = "2024-01-02T03:04:05".parse().unwrap();
    let fixed = chrono::DateTime::<FixedOffset>::try_from(aware).unwrap();
    assert_eq!(fixed.to_rfc3339(), "2024-01-02T03:04:05+02:00");
    assert_eq!(chrono::DateTime::<Utc>::try_from(aware).unwrap(), fixed);
    assert_eq!(
        DateTime::from(NaiveDateTime::try_from(naive).unwrap()),
        naive
    );
    let reason = "Input should have timezone info";
    assert_eq!(
        chrono::DateTime::<Utc>::try_from(naive)
            .unwrap_err()
            .to_string(),
        reason
    );
    let reason = "Input should not have timezone info";
    assert_eq!(
        NaiveDateTime::try_from(aware).unwrap_err().to_string(),
        reason
    );

    let time: Time = "03:04".parse().unwrap();
    assert_eq!(Time::from(NaiveTime::try_from(time).unwrap()), time);
    let time: Time = "03:04Z".parse().unwrap();
    assert_eq!(NaiveTime::try_from(time).unwrap_err().to_string(), reason);
}

#[model(rename_all = "lowercase")]
#[derive(Debug, Clone, PartialEq)]
enum Mood {
    Sad,
    Happy,
}

#[model]
#[derive(Debug, Clone, PartialEq)]
struct Name(#[field(min_length = 2)] String);

#[model]
#[derive(Debug, Clone, PartialEq)]
struct Settings {
    #[field(ge = 1)]
    size: i64,
    mood: Option<Mood>,
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

fn refused<T: DataType>(value: T) -> String {
    let json = JsonColumn(value);
    match json.to_column() {
        Ok(_) => "it is stored".to_owned(),
        Err(error) => error.to_string(),
    }
}

#[model]
struct Hashed {
    name: String,
    #[field(write_only)]
    hash: Option<String>,
}

#[model]
struct Excluded {
    #[field(exclude)]
    draft: Option<String>,
}

#[model]
struct Numbered {
    #[field(read_only)]
    id: Option<i64>,
}

#[model]
struct Renamed {
    #[field(validation_alias = "in", serialization_alias = "out")]
    name: Option<String>,
}

#[model]
struct Deep {
    #[field(validation_alias = AliasPath("names", 0), serialization_alias = "names")]
    first: Option<String>,
}

#[model]
struct Texts {
    list: JsonText<Vec<i64>>,
}

#[model]
struct Outer {
    inner: Vec<Option<Hashed>>,
}

#[model(extra = "forbid", computed(double: i64))]
struct Closed {
    size: i64,
}

impl Closed {
    fn double(&self) -> i64 {
        self.size * 2
    }
}

/// Of each the next SELECT would have another value than was inserted, or none.
#[test]
fn a_type_that_its_json_does_not_give_back_is_an_error() {
    let hashed = || Hashed {
        name: "ada".to_owned(),
        hash: None,
    };
    let never_written = "the field is read and never written";
    assert_eq!(refused(hashed()), format!("hash: {never_written}"));
    let inner = vec![Some(hashed())];
    assert_eq!(
        refused(Outer { inner }),
        format!("inner.hash: {never_written}")
    );
    assert_eq!(
        refused(Excluded { draft: None }),
        format!("draft: {never_written}")
    );
    assert_eq!(
        refused(Numbered { id: None }),
        "id: the field is written and never read"
    );
    assert_eq!(
        refused(Renamed { name: None }),
        "name: the field is written as `out`, and read by another name"
    );
    assert_eq!(
        refused(Deep { first: None }),
        "first: the field is written as `names`, and read by another name"
    );
    let in_a_text = "a `JsonText` is written as its value, and read from a text";
    let list = JsonText(vec![1]);
    assert_eq!(refused(Texts { list }), format!("list: {in_a_text}"));
    assert_eq!(refused(JsonText(1)), in_a_text);
    assert_eq!(
        refused(Closed { size: 1 }),
        "double: what is computed is written, and read as an extra key"
    );
    let text = TextColumn(JsonText("a".to_owned())).to_column();
    assert_eq!(text.unwrap_err().to_string(), in_a_text);
}

#[test]
fn other_names_of_a_column_are_no_error() {
    #[model]
    #[derive(Debug, PartialEq)]
    struct Named {
        #[field(alias = "theName")]
        name: String,
        #[field(validation_alias = ["first", "second"], serialization_alias = "second")]
        second: i64,
    }

    let named = Named {
        name: "ada".to_owned(),
        second: 2,
    };
    let column = JsonColumn(named);
    let json = column.to_column().unwrap();
    assert_eq!(json, r#"{"theName":"ada","second":2}"#);
    assert_eq!(JsonColumn::from_column(&json), Ok(column));
}

#[test]
fn a_value_that_could_not_be_read_again_is_an_error() {
    let again = |reason: &str| format!("the value could not be read again: {reason}");
    let not_a_number = refused(vec![f64::NAN]);
    assert_eq!(not_a_number, again("0: Input should be a valid number"));
    let empty = Settings {
        size: 0,
        mood: None,
    };
    let reason = "size: Input should be greater than or equal to 1";
    assert_eq!(refused(empty), again(reason));
    let name: NameEmail = r#""Lovelace, Ada" <ada@x.dev>"#.parse().unwrap();
    assert!(refused(name).starts_with(&again("value is not a valid email address")));
    let short = TextColumn(Name("a".to_owned())).to_column();
    let reason = "String should have at least 2 characters";
    assert_eq!(short.unwrap_err().to_string(), again(reason));
}

#[test]
fn a_text_that_does_not_tell_its_kind_is_an_error() {
    #[model(untagged)]
    #[derive(Debug)]
    enum Either {
        Number(i64),
        Text(String),
    }

    let reason = "a text does not tell which kind of value it is: a JsonColumn can hold it";
    let value = TextColumn(json!(7)).to_column();
    assert_eq!(value.unwrap_err().to_string(), reason);
    for either in [Either::Number(7), Either::Text("7".to_owned())] {
        let value = TextColumn(Some(either)).to_column();
        assert_eq!(value.unwrap_err().to_string(), reason);
    }
}

/// JSON has what Pydantic writes, which is not read again.
#[test]
fn a_name_that_needs_quotes_has_them_in_its_text() {
    for (text, plain) in [
        (
            r#""Lovelace, Ada" <ada@x.dev>"#,
            "Lovelace, Ada <ada@x.dev>",
        ),
        (r#""ada@home" <ada@x.dev>"#, r#""ada@home" <ada@x.dev>"#),
        (r#""a"b" <ada@x.dev>"#, r#"a"b <ada@x.dev>"#),
        (r#"" Ada " <ada@x.dev>"#, " Ada  <ada@x.dev>"),
        ("Ada B. <ada@x.dev>", "Ada B. <ada@x.dev>"),
    ] {
        let value: NameEmail = text.parse().unwrap();
        assert_eq!(value.to_string(), plain);
        assert_eq!(serde_json::to_value(&value).unwrap(), json!(plain));
        let stored = String::from(value.clone());
        assert_eq!(stored, text);
        assert_eq!(stored.parse(), Ok(value));
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
