//! Types that PostgreSQL stores in its own way.

use std::io::Write;

use ::diesel::deserialize::{self, FromSql};
use ::diesel::pg::{Pg, PgValue};
use ::diesel::serialize::{self, IsNull, Output, ToSql};
use ::diesel::sql_types::{Json, Jsonb, Timestamp, Timestamptz};
use chrono::{NaiveDateTime, Utc};

use super::made_anew;
use crate::types::JsonColumn;
use crate::{DateTime, JsonText};

made_anew! {
    Pg, write_text;
    Json: write_text, read_json;
    Jsonb: write_jsonb, read_jsonb;
}

#[expect(clippy::needless_pass_by_value, reason = "SQLite keeps the text")]
fn write_text(text: String, out: &mut Output<'_, '_, Pg>) -> serialize::Result {
    out.write_all(text.as_bytes())?;
    Ok(IsNull::No)
}

/// The version of the encoding of `jsonb`: there is one.
const VERSION: u8 = 1;

fn write_jsonb(json: String, out: &mut Output<'_, '_, Pg>) -> serialize::Result {
    out.write_all(&[VERSION])?;
    write_text(json, out)
}

fn read_json(value: PgValue<'_>) -> deserialize::Result<String> {
    Ok(str::from_utf8(value.as_bytes())?.to_owned())
}

fn read_jsonb(value: PgValue<'_>) -> deserialize::Result<String> {
    let bytes = value.as_bytes().strip_prefix(&[VERSION]);
    let json = bytes.ok_or("another version of jsonb than 1")?;
    Ok(str::from_utf8(json)?.to_owned())
}

/// The moment in UTC.
impl ToSql<Timestamptz, Pg> for DateTime {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        let moment = self.assume_utc();
        ToSql::<Timestamptz, Pg>::to_sql(&moment, &mut out.reborrow())
    }
}

impl FromSql<Timestamptz, Pg> for DateTime {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        <chrono::DateTime<Utc> as FromSql<Timestamptz, Pg>>::from_sql(value).map(Self::from)
    }
}

/// The moment in UTC, without its zone.
impl ToSql<Timestamp, Pg> for DateTime {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        let moment = self.assume_utc().naive_utc();
        ToSql::<Timestamp, Pg>::to_sql(&moment, &mut out.reborrow())
    }
}

impl FromSql<Timestamp, Pg> for DateTime {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        <NaiveDateTime as FromSql<Timestamp, Pg>>::from_sql(value).map(Self::from)
    }
}
