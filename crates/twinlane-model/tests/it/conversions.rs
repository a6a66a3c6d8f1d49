//! Conversions from and to what other code speaks.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use serde_json::json;
use twinlane_model::types::chrono::{self, FixedOffset, NaiveDateTime, NaiveTime, Utc};
use twinlane_model::types::ipnet::{IpNet, Ipv4Net, Ipv6Net};
use twinlane_model::types::{
    AnyHttpUrl, AnyWebsocketUrl, Base64Bytes, Base64Str, Base64UrlBytes, Base64UrlStr, Bytes,
    BytesAsBase64, BytesAsHex, ConversionError, Email, FileUrl, FtpUrl, HttpUrl, Interface,
    NameEmail, Url, Uuid, Uuid1, Uuid3, Uuid4, Uuid5, Uuid6, Uuid7, Uuid8, WebsocketUrl,
};
use twinlane_model::{DataType, DataTypeExt, DateTime, Time};

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
    assert_eq!(Base64Str::from("YQ==").to_json(), r#""WVE9PQ==""#);
    assert_eq!(Base64UrlStr::from("\u{3ff}").to_json(), r#""z78=""#);
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
        assert_eq!(stored.parse(), Ok(value.clone()));
        // By the slow pass, the fast one, and among values that only the slow one takes.
        assert_eq!(NameEmail::from_value(json!(text)), Ok(value.clone()));
        assert_eq!(
            NameEmail::from_json(json!(text).to_string()),
            Ok(value.clone())
        );
        let coerced = <(i64, NameEmail)>::from_json(json!(["1", text]).to_string());
        assert_eq!(coerced, Ok((1, value)));
    }
}
