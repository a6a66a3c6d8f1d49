//! Every type as a column, by sqlx: written, and read as the same.

use std::time::Duration;

use sqlx::AssertSqlSafe;
use sqlx::sqlite::{SqlitePool, SqlitePoolOptions};
use sqlx::types::{Json, Text};
use twinlane::prelude::*;
use twinlane::types::DateTime;
use twinlane::types::ipnet::{IpNet, Ipv4Net};
use twinlane::types::{
    AnyHttpUrl, AnyWebsocketUrl, Base64Bytes, Base64Str, Base64UrlBytes, Base64UrlStr,
    BytesAsBase64, BytesAsHex, Email, FileUrl, FtpUrl, HttpUrl, Interface, JsonColumn, JsonText,
    NameEmail, TextColumn, Time, Uuid1, Uuid3, Uuid4, Uuid5, Uuid6, Uuid7, Uuid8, WebsocketUrl,
};

use crate::postgres::Database;

#[model(rename_all = "lowercase")]
#[derive(Debug, Clone, Copy, PartialEq, sqlx::Type)]
#[sqlx(type_name = "mood", rename_all = "lowercase")]
pub(crate) enum Mood {
    Sad,
    Happy,
}

/// The derive may stand above, too.
#[derive(Debug, Clone, Copy, PartialEq, sqlx::Type)]
#[model(integer)]
#[repr(i32)]
enum Level {
    Low = 1,
    High = 2,
}

#[derive(Debug, Clone, PartialEq, sqlx::Type)]
#[model]
#[sqlx(transparent)]
struct UserId(i64);

#[model]
#[derive(Debug, Clone, PartialEq, sqlx::Type)]
#[sqlx(transparent)]
pub(crate) struct Contact(Email);

#[model]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Percent(#[field(le = 100)] u8);

#[model]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Settings {
    #[field(ge = 1)]
    size: i64,
    mail: Option<Email>,
}

/// Types that every database has.
#[derive(Debug, PartialEq, sqlx::FromRow)]
#[model]
struct Common {
    email: Email,
    #[sqlx(rename = "other_email")]
    #[field(alias = "otherEmail")]
    other: Option<Email>,
    none: Option<Email>,
    #[field(alias = "from")]
    #[sqlx(rename = "from_whom")]
    sender: NameEmail,
    any_http: AnyHttpUrl,
    http: HttpUrl,
    any_socket: AnyWebsocketUrl,
    socket: WebsocketUrl,
    file: FileUrl,
    #[sqlx(try_from = "String")]
    ftp: FtpUrl,
    at: DateTime,
    clock: Time,
    base64: Base64Bytes,
    base64_url: Base64UrlBytes,
    text: Base64Str,
    text_url: Base64UrlStr,
    bytes: BytesAsBase64,
    hex: BytesAsHex,
    uuid: Uuid,
    uuid4: Uuid4,
    settings: JsonColumn<Settings>,
    list: JsonText<Vec<i64>>,
    #[sqlx(json)]
    by_sqlx: Settings,
    json: Json<Settings>,
    link: Text<HttpUrl>,
    home: TextColumn<Url>,
    wait: TextColumn<Duration>,
    price: TextColumn<Decimal>,
    percent: TextColumn<Percent>,
    mood: TextColumn<Mood>,
    zoned: TextColumn<Time>,
    owner: UserId,
    contact: Contact,
    level: Level,
    date: Date,
    number: i64,
    #[sqlx(skip)]
    #[field(default = false)]
    skipped: bool,
}

fn common() -> Value {
    json!({
        "email": "ada@example.com", "otherEmail": "bob@example.com", "none": null, "from": "\"Lovelace, Ada\" <ada@example.com>",
        "any_http": "http://a.dev/", "http": "https://b.dev/", "any_socket": "ws://c.dev/", "socket": "wss://d.dev/",
        "file": "file:///e", "ftp": "ftp://f.dev/", "at": "2024-01-02T03:04:05.000006Z", "clock": "03:04:05.000006",
        "base64": "AP8=", "base64_url": "AP8=", "text": "YQ==", "text_url": "Yg==", "bytes": "AP8=", "hex": "00ff",
        "uuid": "00000000-0000-0000-0000-000000000000", "uuid4": "2f1e0b2a-9f0c-4d1b-8c55-7f6f7a7c8d11",
        "settings": { "size": 3, "mail": "ada@example.com" }, "list": "[1, 2]", "by_sqlx": { "size": 4, "mail": null },
        "json": { "size": 5, "mail": null }, "link": "https://g.dev/", "home": "https://h.dev/", "wait": "PT90S", "price": "1.50",
        "percent": 7, "mood": "happy", "zoned": "03:04:05Z", "owner": 8, "contact": "ada@example.com", "level": 2, "date": "2024-01-02",
        "number": 9,
    })
}

/// Inserts the fields, each into the column of a name, and selects the row.
macro_rules! again {
    ($pool:expr, $table:literal, $type:ty, $value:expr; $($column:ident = $field:expr),* $(,)?) => {{
        let columns = [$(stringify!($column)),*];
        let places: Vec<_> = (1..=columns.len()).map(|place| format!("${place}")).collect();
        let insert = format!("INSERT INTO {} ({}) VALUES ({})", $table, columns.join(", "), places.join(", "));
        let insert = sqlx::query(AssertSqlSafe(insert))$(.bind(&$field))*;
        insert.execute($pool).await.unwrap();
        let select = format!("SELECT * FROM {}", $table);
        let row: $type = sqlx::query_as(AssertSqlSafe(select)).fetch_one($pool).await.unwrap();
        assert_eq!(row, $value);
        assert_eq!(row.to_json(), $value.to_json());
    }};
}

macro_rules! common_again {
    ($pool:expr) => {{
        let value = Common::from_value(common()).unwrap();
        again! {
            $pool, "common", Common, value;
            email = value.email, other_email = value.other, none = value.none, from_whom = value.sender,
            any_http = value.any_http, http = value.http, any_socket = value.any_socket, socket = value.socket,
            file = value.file, ftp = value.ftp, at = value.at, clock = value.clock, base64 = value.base64,
            base64_url = value.base64_url, text = value.text, text_url = value.text_url, bytes = value.bytes,
            hex = value.hex, uuid = value.uuid, uuid4 = value.uuid4, settings = value.settings, list = value.list,
            by_sqlx = Json(&value.by_sqlx), json = value.json, link = value.link, home = value.home, wait = value.wait,
            price = value.price, percent = value.percent, mood = value.mood, zoned = value.zoned, owner = value.owner,
            contact = value.contact, level = value.level, date = value.date, number = value.number,
        }
    }};
}

const TEXTS: &str = "email TEXT, other_email TEXT, none TEXT, from_whom TEXT, any_http TEXT, http TEXT, any_socket TEXT,
    socket TEXT, file TEXT, ftp TEXT, text TEXT, text_url TEXT, link TEXT, home TEXT, wait TEXT, price TEXT,
    percent TEXT, mood TEXT, zoned TEXT, contact TEXT";

#[tokio::test]
async fn sqlite_has_every_type() {
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect("sqlite::memory:")
        .await
        .unwrap();
    let create = format!(
        "CREATE TABLE common ({TEXTS}, at DATETIME, clock TIME, base64 BLOB, base64_url BLOB, bytes BLOB, hex BLOB,
            uuid BLOB, uuid4 BLOB, settings TEXT, list TEXT, by_sqlx TEXT, json TEXT, owner INTEGER, level INTEGER,
            date DATE, number INTEGER)"
    );
    sqlx::raw_sql(AssertSqlSafe(create))
        .execute(&pool)
        .await
        .unwrap();
    common_again!(&pool);
    assert_eq!(
        text(&pool, "SELECT at FROM common").await,
        "2024-01-02T03:04:05.000006+00:00"
    );
    assert_eq!(
        text(&pool, "SELECT settings FROM common").await,
        r#"{"size":3,"mail":"ada@example.com"}"#
    );
    assert_eq!(
        text(&pool, "SELECT from_whom FROM common").await,
        r#""Lovelace, Ada" <ada@example.com>"#
    );
    assert_eq!(text(&pool, "SELECT mood FROM common").await, "happy");
    assert_eq!(text(&pool, "SELECT wait FROM common").await, "PT1M30S");
}

async fn text(pool: &SqlitePool, select: &'static str) -> String {
    sqlx::query_scalar(select).fetch_one(pool).await.unwrap()
}

/// Types that only PostgreSQL has: its own types for what others write as texts, and lists.
#[model]
#[derive(Debug, PartialEq, sqlx::FromRow)]
struct Special {
    v1: Uuid1,
    v3: Uuid3,
    v5: Uuid5,
    v6: Uuid6,
    v7: Uuid7,
    v8: Uuid8,
    any_interface: Interface<IpNet>,
    interface: Interface<Ipv4Net>,
    network: IpNet,
    address: std::net::IpAddr,
    price: Decimal,
    mood: Mood,
    emails: Vec<Email>,
    nullable: Vec<Option<Email>>,
    moods: Vec<Mood>,
    ids: Vec<Uuid4>,
    moments: Vec<DateTime>,
    objects: Vec<JsonColumn<Settings>>,
    homes: Vec<TextColumn<Url>>,
    owners: Vec<UserId>,
    value: Value,
}

#[tokio::test]
async fn postgres_has_every_type() {
    let database = Database::new("columns").await;
    let pool = &database.pool;
    let create = format!(
        "CREATE TYPE mood AS ENUM ('sad', 'happy');
         CREATE TABLE common ({TEXTS}, at TIMESTAMPTZ, clock TIME, base64 BYTEA, base64_url BYTEA, bytes BYTEA, hex BYTEA,
            uuid UUID, uuid4 UUID, settings JSONB, list JSON, by_sqlx JSONB, json JSON, owner BIGINT, level INT,
            date DATE, number BIGINT);
         CREATE TABLE special (v1 UUID, v3 UUID, v5 UUID, v6 UUID, v7 UUID, v8 UUID, any_interface INET, interface INET,
            network CIDR, address INET, price NUMERIC, mood mood, emails TEXT[], nullable TEXT[], moods mood[], ids UUID[],
            moments TIMESTAMPTZ[], objects JSONB[], homes TEXT[], owners BIGINT[], value JSONB);"
    );
    sqlx::raw_sql(AssertSqlSafe(create))
        .execute(pool)
        .await
        .unwrap();
    common_again!(pool);
    let uuid = |version| format!("2f1e0b2a-9f0c-{version}d1b-8c55-7f6f7a7c8d11");
    let value = Special::from_value(json!({
        "v1": uuid(1), "v3": uuid(3), "v5": uuid(5), "v6": uuid(6), "v7": uuid(7), "v8": uuid(8), "any_interface": "::7/64",
        "interface": "10.0.0.7/8", "network": "10.0.0.0/8", "address": "::1", "price": "1.50", "mood": "sad",
        "emails": ["ada@example.com", "bob@example.com"], "nullable": ["ada@example.com", null], "moods": ["happy", "sad"],
        "ids": [uuid(4)], "moments": ["2024-01-02T03:04:05Z"], "objects": [{ "size": 1, "mail": null }], "homes": ["https://a.dev/"],
        "owners": [1, 2], "value": { "a": [1, null] },
    }))
    .unwrap();
    again! {
        pool, "special", Special, value;
        v1 = value.v1, v3 = value.v3, v5 = value.v5, v6 = value.v6, v7 = value.v7, v8 = value.v8,
        any_interface = value.any_interface, interface = value.interface, network = value.network, address = value.address,
        price = value.price, mood = value.mood, emails = value.emails, nullable = value.nullable, moods = value.moods,
        ids = value.ids, moments = value.moments, objects = value.objects, homes = value.homes, owners = value.owners,
        value = value.value,
    }
}

/// Attributes of both, each of which has its own names.
#[tokio::test]
async fn attributes_of_sqlx_and_of_models_do_not_meet() {
    #[derive(Debug, PartialEq, sqlx::FromRow)]
    #[model(rename_all = "kebab-case")]
    struct Place {
        #[sqlx(default)]
        #[field(default = "Rome", min_length = 1)]
        town_name: String,
    }

    #[model(rename_all = "camelCase", extra = "forbid")]
    #[derive(Debug, PartialEq, sqlx::FromRow)]
    #[sqlx(rename_all = "SCREAMING_SNAKE_CASE")]
    struct Visitor {
        #[field(gt = 0, serialization_alias = "number")]
        visitor_id: i64,
        #[field(flatten)]
        #[sqlx(flatten)]
        place: Place,
        #[sqlx(try_from = "String")]
        #[field(max_length = 30)]
        home_mail: Email,
    }

    #[model]
    #[derive(Debug, PartialEq, sqlx::FromRow)]
    struct Pair<T> {
        first: T,
        second: Option<T>,
    }

    let pool = SqlitePool::connect("sqlite::memory:").await.unwrap();
    let select = "SELECT 7 AS VISITOR_ID, 'ada@example.com' AS HOME_MAIL";
    let row: Visitor = sqlx::query_as(select).fetch_one(&pool).await.unwrap();
    assert_eq!(row.place.town_name, "");
    let named = "SELECT 7 AS VISITOR_ID, 'Oslo' AS town_name, 'ada@example.com' AS HOME_MAIL";
    let row: Visitor = sqlx::query_as(named).fetch_one(&pool).await.unwrap();
    let json = r#"{"number":7,"town-name":"Oslo","homeMail":"ada@example.com"}"#;
    assert_eq!(row.to_json(), json);
    let body = r#"{"visitorId": 7, "town-name": "Oslo", "homeMail": "ada@example.com"}"#;
    assert_eq!(Visitor::from_json(body), Ok(row));
    let pair = "SELECT 'ada@example.com' AS first, NULL AS second";
    let row: Pair<Email> = sqlx::query_as(pair).fetch_one(&pool).await.unwrap();
    assert_eq!(
        row.to_json(),
        r#"{"first":"ada@example.com","second":null}"#
    );
}
