//! Moments as columns, by sqlx.

use sqlx::postgres::PgPool;
use sqlx::sqlite::SqlitePoolOptions;
use sqlx::{AssertSqlSafe, Decode, Postgres, Type};
use twinlane::types::DateTime;
use twinlane::types::chrono::{self, NaiveDateTime, Utc};

use crate::postgres::Database;

#[tokio::test]
async fn a_moment_is_stored_in_utc() {
    let database = Database::new("moments").await;
    let pool = &database.pool;
    sqlx::raw_sql("CREATE TABLE moments (aware TIMESTAMPTZ, naive TIMESTAMP)")
        .execute(pool)
        .await
        .unwrap();
    for text in ["2024-01-02T03:04:05+02:00", "2024-01-02T01:04:05"] {
        let moment: DateTime = text.parse().unwrap();
        let insert = "INSERT INTO moments VALUES ($1, $1) RETURNING aware, naive";
        let (aware, naive): (DateTime, DateTime) = sqlx::query_as(insert)
            .bind(moment)
            .fetch_one(pool)
            .await
            .unwrap();
        assert_eq!(aware.to_string(), "2024-01-02T01:04:05Z");
        assert_eq!(naive.to_string(), "2024-01-02T01:04:05");
    }
    let utc: chrono::DateTime<Utc> = scalar(pool, "SELECT aware FROM moments LIMIT 1")
        .await
        .unwrap();
    let naive: NaiveDateTime = scalar(pool, "SELECT naive FROM moments LIMIT 1")
        .await
        .unwrap();
    assert_eq!(utc.naive_utc(), naive);
    let moments: Vec<DateTime> = scalar(pool, "SELECT array_agg(naive) FROM moments")
        .await
        .unwrap();
    assert_eq!(moments, [DateTime::from(naive); 2]);
}

/// `docs/databases.md` says so: PostgreSQL converts what sqlx sends.
#[tokio::test]
async fn a_session_in_another_time_zone_shifts_what_has_none() {
    let database = Database::new("zones").await;
    let mut session = database.pool.acquire().await.unwrap();
    let create =
        "SET TIME ZONE 'Asia/Tokyo'; CREATE TABLE moments (aware TIMESTAMPTZ, naive TIMESTAMP)";
    sqlx::raw_sql(create).execute(&mut *session).await.unwrap();
    let moment: DateTime = "2024-01-02T03:04:05Z".parse().unwrap();
    let insert = "INSERT INTO moments VALUES ($1, $1) RETURNING aware, naive";
    let (aware, naive): (DateTime, DateTime) = sqlx::query_as(insert)
        .bind(moment)
        .fetch_one(&mut *session)
        .await
        .unwrap();
    assert_eq!(aware.to_string(), "2024-01-02T03:04:05Z");
    assert_eq!(naive.to_string(), "2024-01-02T12:04:05");
}

/// SQLite keeps any text in any column.
#[tokio::test]
async fn sqlite_keeps_the_offset_of_a_moment() {
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect("sqlite::memory:")
        .await
        .unwrap();
    let create = "CREATE TABLE kept (at DATETIME, stamp TIMESTAMP)";
    sqlx::raw_sql(create).execute(&pool).await.unwrap();

    let insert = "INSERT INTO kept (at, stamp) VALUES ($1, $1) RETURNING at, stamp";
    for (stored, moment) in [
        ("2024-01-02 03:04:05+02:00", "2024-01-02T01:04:05Z"),
        ("2024-01-02T03:04:05Z", "2024-01-02T03:04:05Z"),
        ("2024-01-02 03:04:05", "2024-01-02T03:04:05Z"),
    ] {
        let insert = sqlx::query_as(insert).bind(stored);
        let (at, stamp): (DateTime, DateTime) = insert.fetch_one(&pool).await.unwrap();
        assert_eq!(at.to_string(), moment);
        assert_eq!(stamp.to_string(), moment);
    }
}

pub(crate) async fn scalar<T>(pool: &PgPool, select: &str) -> sqlx::Result<T>
where
    T: for<'r> Decode<'r, Postgres> + Type<Postgres> + Send + Unpin,
{
    let select = AssertSqlSafe(select.to_owned());
    sqlx::query_scalar(select).fetch_one(pool).await
}
