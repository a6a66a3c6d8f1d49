//! Types that SQLite stores in its own way.

use ::diesel::backend::Backend;
use ::diesel::deserialize::{self, FromSql};
use ::diesel::serialize::{self, IsNull, Output, ToSql};
use ::diesel::sql_types::{Json, Text, Timestamp, TimestamptzSqlite};
use ::diesel::sqlite::Sqlite;
use chrono::Utc;

use super::made_anew;
use crate::types::JsonColumn;
use crate::{DateTime, JsonText};

type Value<'a> = <Sqlite as Backend>::RawValue<'a>;

made_anew! {
    Sqlite, write_text;
    Json: write_text, read_json;
}

#[expect(clippy::unnecessary_wraps, reason = "writing is what may fail")]
fn write_text(text: String, out: &mut Output<'_, '_, Sqlite>) -> serialize::Result {
    out.set_value(text);
    Ok(IsNull::No)
}

fn read_json(value: Value<'_>) -> deserialize::Result<String> {
    <String as FromSql<Text, Sqlite>>::from_sql(value)
}

/// The moment in UTC, as `diesel` writes those of chrono.
impl ToSql<TimestamptzSqlite, Sqlite> for DateTime {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        write_text(self.assume_utc().format("%F %T%.f%:z").to_string(), out)
    }
}

impl FromSql<TimestamptzSqlite, Sqlite> for DateTime {
    fn from_sql(value: Value<'_>) -> deserialize::Result<Self> {
        in_utc(value).map(Self::from)
    }
}

/// The moment in UTC, without its zone.
impl ToSql<Timestamp, Sqlite> for DateTime {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        write_text(self.assume_utc().format("%F %T%.f").to_string(), out)
    }
}

impl FromSql<Timestamp, Sqlite> for DateTime {
    fn from_sql(value: Value<'_>) -> deserialize::Result<Self> {
        in_utc(value).map(|moment| Self::from(moment.naive_utc()))
    }
}

/// SQLite keeps any text, also one with an offset in a column without zones.
fn in_utc(value: Value<'_>) -> deserialize::Result<chrono::DateTime<Utc>> {
    let moment = <chrono::DateTime<Utc> as FromSql<TimestamptzSqlite, Sqlite>>::from_sql(value);
    moment.map_err(|_| "the column holds no date and time".into()) // diesel's error shows the text
}
