//! Columns that hold no value of their type, and values that no column holds, by sqlx.

use sqlx::postgres::PgPool;
use sqlx::sqlite::{SqlitePool, SqlitePoolOptions};
use sqlx::types::Text;
use sqlx::{Decode, Postgres, Sqlite, Type};
use twinlane::prelude::*;
use twinlane::types::DateTime;
use twinlane::types::ipnet::Ipv4Net;
use twinlane::types::{
    Email, HttpUrl, Interface, JsonColumn, JsonText, NameEmail, TextColumn, Time, Uuid7,
};

use crate::columns::{Contact, Mood, Percent, Settings};
use crate::moments::scalar;
use crate::postgres::Database;

/// The error of an expression that has no value of a type.
struct Refused<'a> {
    expression: &'a str,
    error: String,
}

impl<'a> Refused<'a> {
    async fn of<T>(pool: &PgPool, expression: &'a str) -> Self
    where
        T: for<'r> Decode<'r, Postgres> + Type<Postgres> + Send + Unpin,
    {
        let select = format!("SELECT {expression}");
        let error = scalar::<T>(pool, &select).await.err();
        let error = error.expect(expression).to_string();
        Self { expression, error }
    }

    #[track_caller]
    fn because(&self, reason: &str) {
        let Self { expression, error } = self;
        assert!(error.contains(reason), "{expression}: {error}");
        let stored = expression.split('\'').nth(1);
        let is_shown = stored.is_some_and(|stored| error.contains(stored));
        assert!(!is_shown, "{expression} is shown: {error}");
    }
}

#[tokio::test]
async fn a_column_that_holds_no_value_of_the_type_is_an_error_that_says_why() {
    let database = Database::new("refused").await;
    let pool = &database.pool;
    macro_rules! refused {
        ($($type:ty, $expression:literal: $reason:expr;)*) => {$(
            Refused::of::<$type>(pool, $expression).await.because($reason);
        )*};
    }
    let email = "value is not a valid email address: An email address must have an @-sign.";
    let scheme = "URL scheme should be 'http' or 'https'";
    refused! {
        Email, "'nobody'": email;
        Option<Email>, "'nobody'": email;
        Vec<Email>, "ARRAY['nobody']": email;
        Secret<Email>, "'nobody'": email;
        Contact, "'nobody'": email;
        NameEmail, "'nobody'": email;
        Text<HttpUrl>, "'ftp://a.dev'": scheme;
        HttpUrl, "'ftp://a.dev'": scheme;
        Uuid7, "'2f1e0b2a-9f0c-4d1b-8c55-7f6f7a7c8d11'::uuid": "UUID version 7 expected";
        Interface<Ipv4Net>, "'::1'::inet": "Input is not a valid IPv4 interface";
        JsonColumn<Settings>, r#"'{"size": 0}'::jsonb"#: "size: Input should be greater than or equal to 1";
        JsonText<Vec<i64>>, "'[1, {}]'::json": "1: Input should be a valid integer";
        TextColumn<Url>, "'nowhere'": "Input should be a valid URL, relative URL without a base";
        TextColumn<Mood>, "'angry'": "Input should be 'sad' or 'happy'";
        TextColumn<Percent>, "'101'": "Input should be less than or equal to 100";
        Email, "7": "mismatched types";
        Email, "NULL::text": "unexpected null";
        Time, "NULL::time": "unexpected null";
        DateTime, "NULL::timestamptz": "unexpected null";
        DateTime, "NULL::timestamp": "unexpected null";
    }
}

#[tokio::test]
async fn what_a_column_cannot_hold_is_refused_before_it_is_sent() {
    #[model]
    #[derive(Debug)]
    struct Login {
        name: String,
        pin: Option<Secret<String>>,
    }

    let database = Database::new("unsent").await;
    let pool = &database.pool;
    let time: Time = "03:04:05Z".parse().unwrap();
    let login = Login {
        name: "ada".to_owned(),
        pin: None,
    };
    let secret = "a secret is not shown in JSON";
    for (query, reason) in [
        (
            sqlx::query("SELECT $1").bind(time),
            "Input should not have timezone info",
        ),
        (sqlx::query("SELECT $1").bind(JsonColumn(login)), secret),
        (
            sqlx::query("SELECT $1").bind(TextColumn(Secret::new("a".to_owned()))),
            secret,
        ),
        (
            sqlx::query("SELECT $1").bind(TextColumn(vec![1_i64])),
            "a JsonColumn can hold it",
        ),
    ] {
        let error = query.execute(pool).await.unwrap_err();
        assert!(matches!(error, sqlx::Error::Encode(_)), "{error:?}");
        assert!(error.to_string().contains(reason), "{error}");
    }
}

/// SQLite keeps any text in any column.
#[tokio::test]
async fn the_error_of_a_moment_shows_no_text() {
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect("sqlite::memory:")
        .await
        .unwrap();
    let create = "CREATE TABLE kept (at DATETIME, stamp TIMESTAMP, clock TIME);
        INSERT INTO kept VALUES ('my pin is 1843', 'my pin is 1843', 'my pin is 1843')";
    sqlx::raw_sql(create).execute(&pool).await.unwrap();
    let errors = [
        unread::<DateTime>(&pool, "SELECT at FROM kept").await,
        unread::<Option<DateTime>>(&pool, "SELECT stamp FROM kept").await,
        unread::<Secret<DateTime>>(&pool, "SELECT at FROM kept").await,
        unread::<Time>(&pool, "SELECT clock FROM kept").await,
        unread::<TextColumn<DateTime>>(&pool, "SELECT CAST(at AS TEXT) FROM kept").await,
    ];
    for error in errors {
        assert!(!error.contains("1843"), "{error}");
    }
}

async fn unread<T>(pool: &SqlitePool, select: &'static str) -> String
where
    T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + Send + Unpin,
{
    let result: sqlx::Result<T> = sqlx::query_scalar(select).fetch_one(pool).await;
    result.err().expect(select).to_string()
}
