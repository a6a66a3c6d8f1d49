//! Every type as a column, by diesel: written, and read as the same.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::debug_query;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use diesel_derive_enum::DbEnum;
use diesel_derive_newtype::DieselNewType;
use twinlane::prelude::*;
use twinlane::types::DateTime;
use twinlane::types::ipnet::IpNet;
use twinlane::types::{
    Base64Bytes, BytesAsHex, Email, HttpUrl, Interface, JsonColumn, JsonText, NameEmail,
    TextColumn, Time, Uuid4,
};

use crate::postgres::Database;

#[model(rename_all = "lowercase")]
#[derive(Debug, Clone, Copy, PartialEq, DbEnum)]
#[ExistingTypePath = "crate::diesel_columns::schema::MoodColumn"]
enum Mood {
    Sad,
    Happy,
}

#[model]
#[derive(Debug, Clone, PartialEq, Eq, Hash, DieselNewType)]
struct UserId(i64);

#[derive(Debug, Clone, PartialEq, DieselNewType)]
#[model]
struct Contact(Email);

#[model]
#[derive(Debug, Clone, PartialEq)]
struct Percent(#[field(le = 100)] u8);

#[model]
#[derive(Debug, Clone, PartialEq)]
struct Settings {
    #[field(ge = 1)]
    size: i64,
    mail: Option<Email>,
}

pub mod schema {
    #[derive(diesel::query_builder::QueryId, diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "mood"))]
    pub struct MoodColumn;

    diesel::table! {
        common (id) {
            id -> BigInt,
            email -> Text,
            other_email -> Nullable<Text>,
            sender -> Text,
            http -> Text,
            at -> Timestamp,
            maybe_at -> Nullable<Timestamp>,
            clock -> Time,
            base64 -> Binary,
            hex -> Nullable<Binary>,
            pin -> Text,
            settings -> Json,
            list -> Json,
            home -> Text,
            wait -> Nullable<Text>,
            percent -> Text,
        }
    }

    diesel::table! {
        use diesel::sql_types::*;
        use super::MoodColumn;

        special (id) {
            id -> Uuid,
            maybe_id -> Nullable<Uuid>,
            interface -> Inet,
            network -> Cidr,
            price -> Numeric,
            at -> Timestamptz,
            settings -> Jsonb,
            mood -> MoodColumn,
            emails -> Array<Text>,
            ids -> Array<Uuid>,
            moments -> Array<Timestamptz>,
            objects -> Array<Jsonb>,
        }
    }

    diesel::table! {
        zoned (id) {
            id -> Integer,
            at -> TimestamptzSqlite,
        }
    }
}
use schema::{common, special, zoned};

/// One struct for all: the body, what is inserted, what changes a row, and what is selected.
#[model]
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Identifiable)]
#[diesel(table_name = common, treat_none_as_null = true)]
struct Common {
    id: UserId,
    #[field(alias = "mail")]
    email: Email,
    #[diesel(column_name = other_email)]
    #[field(alias = "otherEmail")]
    other: Option<Contact>,
    sender: NameEmail,
    #[diesel(deserialize_as = String)]
    http: HttpUrl,
    at: DateTime,
    maybe_at: Option<DateTime>,
    clock: Time,
    base64: Base64Bytes,
    hex: Option<BytesAsHex>,
    pin: Secret<String>,
    settings: JsonColumn<Settings>,
    list: JsonText<Vec<i64>>,
    home: TextColumn<Url>,
    wait: Option<TextColumn<Duration>>,
    percent: TextColumn<Percent>,
}

fn ada() -> Common {
    Common::from_value(json!({
        "id": 1, "mail": "ada@example.com", "otherEmail": "bob@example.com", "sender": "\"Lovelace, Ada\" <ada@example.com>", "http": "https://a.dev/",
        "at": "2024-01-02T03:04:05.000006", "maybe_at": "2024-01-02T03:04:05", "clock": "03:04:05.000006", "base64": "AP8=",
        "hex": "00ff", "pin": "1843", "settings": { "size": 3, "mail": null },
        "list": "[1, 2]", "home": "https://b.dev/", "wait": "PT90S", "percent": 7,
    }))
    .unwrap()
}

/// The derives may stand above, too.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = special)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[model]
struct Special {
    id: Uuid4,
    maybe_id: Option<Uuid4>,
    interface: Interface<IpNet>,
    network: IpNet,
    price: Decimal,
    at: DateTime,
    settings: JsonColumn<Settings>,
    mood: Mood,
    emails: Vec<Email>,
    ids: Vec<Uuid4>,
    moments: Vec<DateTime>,
    objects: Vec<JsonColumn<Settings>>,
}

const TEXTS: &str = "email TEXT NOT NULL, other_email TEXT, sender TEXT NOT NULL, http TEXT NOT NULL,
    pin TEXT NOT NULL, home TEXT NOT NULL, wait TEXT, percent TEXT NOT NULL,
    at TIMESTAMP NOT NULL, maybe_at TIMESTAMP, clock TIME NOT NULL, settings JSON NOT NULL, list JSON NOT NULL";

macro_rules! common_again {
    ($connection:expr) => {{
        let ada = ada();
        // By reference and by value; all columns, and those that a query names.
        diesel::insert_into(common::table)
            .values(&ada)
            .execute($connection)
            .unwrap();
        let row = common::table
            .select(Common::as_select())
            .first($connection)
            .unwrap();
        assert_eq!(row, ada);
        assert_eq!(row.to_json(), ada.to_json());
        diesel::delete(&row).execute($connection).unwrap();
        let row: Common = diesel::insert_into(common::table)
            .values(ada.clone())
            .returning(Common::as_returning())
            .get_result($connection)
            .unwrap();
        assert_eq!(row, ada);
        let changed = Common {
            email: "eve@example.com".parse().unwrap(),
            other: None,
            ..ada
        };
        diesel::update(&changed)
            .set(&changed)
            .execute($connection)
            .unwrap();
        let found = common::table
            .filter(common::email.eq(&changed.email))
            .filter(common::at.eq(changed.at))
            .filter(common::pin.eq(&changed.pin))
            .filter(common::other_email.is_null());
        assert_eq!(
            found.first::<Common>($connection).unwrap().email,
            changed.email
        );

        for change in [
            "email = 'nobody'",
            "other_email = 'nobody'",
            "sender = 'nobody'",
            "http = 'ftp://a.dev'",
            r#"settings = '{"size": 0}'"#,
            "list = '[{}]'",
            "home = 'a'",
            "percent = '101'",
        ] {
            let result: QueryResult<Common> = $connection.transaction(|connection| {
                connection.batch_execute(&format!("UPDATE common SET {change}"))?;
                common::table.first(connection)
            });
            let error = result.err().expect(change);
            assert!(
                matches!(error, diesel::result::Error::DeserializationError(_)),
                "{change}: {error:?}"
            );
        }

        let timed = Common {
            clock: "03:04Z".parse().unwrap(),
            id: UserId(2),
            ..changed
        };
        let error = diesel::insert_into(common::table)
            .values(timed)
            .execute($connection)
            .unwrap_err();
        assert!(
            error
                .to_string()
                .contains("Input should not have timezone info"),
            "{error}"
        );
    }};
}

#[test]
fn sqlite_has_every_type() {
    let mut connection = SqliteConnection::establish(":memory:").unwrap();
    connection
        .batch_execute(&format!(
            "CREATE TABLE common (id INTEGER PRIMARY KEY NOT NULL, {TEXTS}, base64 BLOB NOT NULL, hex BLOB);
             CREATE TABLE zoned (id INTEGER PRIMARY KEY NOT NULL, at TIMESTAMPTZ NOT NULL);"
        ))
        .unwrap();
    common_again!(&mut connection);

    connection
        .batch_execute("UPDATE common SET at = '2024-01-02 03:04:05+02:00'")
        .unwrap();
    let row: Common = common::table.first(&mut connection).unwrap();
    assert_eq!(row.at.to_string(), "2024-01-02T01:04:05");

    let moment: DateTime = "2024-01-02T03:04:05+02:00".parse().unwrap();
    let rows = (zoned::id.eq(1), zoned::at.eq(moment));
    diesel::insert_into(zoned::table)
        .values(rows)
        .execute(&mut connection)
        .unwrap();
    let stored: DateTime = zoned::table
        .select(zoned::at)
        .first(&mut connection)
        .unwrap();
    assert_eq!(stored.to_string(), "2024-01-02T01:04:05Z");
}

/// SQLite keeps any text in any column.
#[test]
fn the_error_of_a_moment_shows_no_text() {
    let mut connection = SqliteConnection::establish(":memory:").unwrap();
    let create = "CREATE TABLE common (id INTEGER PRIMARY KEY NOT NULL, at TIMESTAMP, maybe_at TIMESTAMP, clock TIME);
        CREATE TABLE zoned (id INTEGER PRIMARY KEY NOT NULL, at TIMESTAMPTZ);
        INSERT INTO common VALUES (1, 'my pin is 1843', 'my pin is 1843', 'my pin is 1843');
        INSERT INTO zoned VALUES (1, 'my pin is 1843')";
    connection.batch_execute(create).unwrap();
    let at = common::table.select(common::at);
    let maybe_at = common::table.select(common::maybe_at);
    let clock = common::table.select(common::clock);
    let zoned = zoned::table.select(zoned::at);
    let moments = [
        at.first::<DateTime>(&mut connection).err(),
        at.first::<Secret<DateTime>>(&mut connection)
            .map(drop)
            .err(),
        maybe_at
            .first::<Option<DateTime>>(&mut connection)
            .map(drop)
            .err(),
        clock.first::<Time>(&mut connection).map(drop).err(),
        zoned.first::<DateTime>(&mut connection).err(),
    ];
    for error in moments {
        let error = format!("{:?}", error.unwrap());
        assert!(error.contains("the column holds no"), "{error}");
        assert!(!error.contains("1843"), "{error}");
    }
}

#[test]
fn no_query_that_diesel_prints_shows_a_secret() {
    let ada = ada();
    let filter = common::table.filter(common::pin.eq(&ada.pin));
    let by_value = common::table.filter(common::other_email.eq(Some(ada.pin.clone())));
    let printed = [
        debug_query::<Sqlite, _>(&diesel::insert_into(common::table).values(&ada)).to_string(),
        debug_query::<Sqlite, _>(&diesel::insert_into(common::table).values(ada.clone()))
            .to_string(),
        debug_query::<Sqlite, _>(&diesel::update(&ada).set(&ada)).to_string(),
        debug_query::<Sqlite, _>(&filter).to_string(),
        debug_query::<Sqlite, _>(&by_value).to_string(),
    ];
    for query in printed {
        assert!(query.contains("Secret(**********)"), "{query}");
        assert!(!query.contains("1843"), "{query}");
    }
}

#[tokio::test]
async fn postgres_has_every_type() {
    let database = Database::new("diesel_columns").await;
    let test = move || {
        let mut connection = PgConnection::establish(&database.url).unwrap();
        connection
            .batch_execute(&format!(
                "SET TIME ZONE 'Asia/Tokyo';
                 CREATE TYPE mood AS ENUM ('sad', 'happy');
                 CREATE TABLE common (id BIGINT PRIMARY KEY, {TEXTS}, base64 BYTEA NOT NULL, hex BYTEA);
                 CREATE TABLE special (id UUID PRIMARY KEY, maybe_id UUID, interface INET NOT NULL, network CIDR NOT NULL,
                    price NUMERIC NOT NULL, at TIMESTAMPTZ NOT NULL, settings JSONB NOT NULL, mood mood NOT NULL,
                    emails TEXT[] NOT NULL, ids UUID[] NOT NULL, moments TIMESTAMPTZ[] NOT NULL, objects JSONB[] NOT NULL);"
            ))
            .unwrap();
        common_again!(&mut connection);

        let id = "2f1e0b2a-9f0c-4d1b-8c55-7f6f7a7c8d11";
        let special = Special::from_value(json!({
            "id": id, "maybe_id": id, "interface": "::7/64", "network": "10.0.0.0/8", "price": "1.50", "at": "2024-01-02T03:04:05Z",
            "settings": { "size": 3, "mail": null }, "mood": "happy", "emails": ["ada@example.com"], "ids": [id],
            "moments": ["2024-01-02T03:04:05Z"], "objects": [{ "size": 4, "mail": null }],
        }))
        .unwrap();
        let row = diesel::insert_into(special::table)
            .values(&special)
            .returning(Special::as_returning())
            .get_result(&mut connection)
            .unwrap();
        assert_eq!(row, special);
        let none: Vec<Special> = special::table
            .filter(special::id.eq(Uuid4::try_from(Uuid::new_v4()).unwrap()))
            .load(&mut connection)
            .unwrap();
        assert!(none.is_empty());
    };
    tokio::task::spawn_blocking(test).await.unwrap();
}

/// Attributes of both, each of which has its own names.
#[test]
fn attributes_of_diesel_and_of_models_do_not_meet() {
    #[model(rename_all = "kebab-case")]
    #[derive(Debug, PartialEq, Queryable, Selectable, Insertable)]
    #[diesel(table_name = zoned)]
    struct Moment {
        #[diesel(column_name = at)]
        #[field(alias = "moment", past)]
        seen_at: DateTime,
    }

    #[derive(Debug, PartialEq, Queryable, Selectable, Insertable)]
    #[diesel(table_name = zoned, check_for_backend(diesel::sqlite::Sqlite))]
    #[model(extra = "forbid")]
    struct Sight {
        #[field(gt = 0)]
        id: i32,
        #[diesel(embed)]
        #[field(flatten)]
        moment: Moment,
    }

    let mut connection = SqliteConnection::establish(":memory:").unwrap();
    connection
        .batch_execute(
            "CREATE TABLE zoned (id INTEGER PRIMARY KEY NOT NULL, at TIMESTAMPTZ NOT NULL)",
        )
        .unwrap();
    let json = r#"{"id":1,"moment":"2024-01-02T03:04:05Z"}"#;
    let sight = Sight::from_json(json).unwrap();
    let row = diesel::insert_into(zoned::table)
        .values(&sight)
        .returning(Sight::as_returning())
        .get_result(&mut connection)
        .unwrap();
    assert_eq!(row, sight);
    assert_eq!(row.to_json(), json);
}
