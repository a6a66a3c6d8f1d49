//! `members`: a body becomes a row, and a row an answer.

use twinlane::prelude::*;
use twinlane::testing::TestClient;

use crate::postgres::Database;

#[allow(dead_code, reason = "its `main` is for the program")]
#[path = "../../members.rs"]
mod service;
use service::{Config, app};

async fn client(database: &Database) -> TestClient {
    let variables = [("MEMBERS_DATABASE_URL", database.url.as_str())];
    let config = Config::load_from(Sources::of(variables)).unwrap();
    TestClient::start(app(config).await.unwrap()).await.unwrap()
}

#[tokio::test]
async fn a_body_is_inserted_and_its_row_is_answered() {
    let database = Database::new("members").await;
    let client = client(&database).await;
    let ada = json!({
        "email": "Ada@EXAMPLE.com", "site": "https://ada.dev", "plan": "paid", "pin": "1843", "friends": ["bob@example.com"],
        "display": { "size": 20 }, "joined": "2024-01-02T03:04:05+02:00",
    });
    let added = client.post("/members").json(&ada).await;
    assert_eq!(added.status(), 201, "{}", added.text());
    let mut member: Value = added.json();
    assert!(member["id"].take().is_string());
    let expected = json!({
        "id": null, "mail": "Ada@example.com", "site": "https://ada.dev/", "plan": "paid", "language": "en",
        "friends": ["bob@example.com"], "display": { "size": 20, "dark": false }, "joined": "2024-01-02T01:04:05Z",
    });
    assert_eq!(member, expected);
    let pin: String = sqlx::query_scalar("SELECT pin FROM members")
        .fetch_one(&database.pool)
        .await
        .unwrap();
    assert_eq!(pin, "1843");

    let bob = json!({ "email": "bob@example.com", "plan": "free", "pin": "1234", "joined": "2025-01-02" });
    assert_eq!(client.post("/members").json(&bob).await.status(), 201);
    let members: Vec<Value> = client.get("/members").await.json();
    assert_eq!(members.len(), 2);
    assert_eq!(members[1]["site"], json!(null));
    let wrong = json!({ "email": "bob", "plan": "free", "pin": "1234", "joined": "2025-01-02" });
    assert_eq!(client.post("/members").json(&wrong).await.status(), 422);
}

/// Each is a value that the column may hold and the type may not.
#[tokio::test]
async fn a_row_that_breaks_a_type_is_a_failure_and_is_not_answered() {
    let database = Database::new("broken_members").await;
    let client = client(&database).await;
    let bob = json!({ "email": "bob@example.com", "plan": "free", "pin": "1234", "joined": "2025-01-02" });
    client.post("/members").json(&bob).await;
    for change in [
        "email = 'nobody'",
        "site = 'ftp://example.com'",
        "language = 'English'",
        "friends = ARRAY['nobody']",
        r#"display = '{"size": 2}'"#,
        "id = '00000000-0000-0000-0000-000000000000'",
    ] {
        let mut transaction = database.pool.begin().await.unwrap();
        sqlx::query(sqlx::AssertSqlSafe(format!("UPDATE members SET {change}")))
            .execute(&mut *transaction)
            .await
            .unwrap();
        let row = sqlx::query_as::<_, service::Member>("SELECT * FROM members");
        let error = row.fetch_one(&mut *transaction).await.err().expect(change);
        let sqlx::Error::ColumnDecode { index, .. } = &error else {
            panic!("{change}: {error}");
        };
        assert!(
            change.starts_with(index.trim_matches('"')),
            "{index}: {change}"
        );
        transaction.rollback().await.unwrap();
    }
    sqlx::query("UPDATE members SET email = 'nobody'")
        .execute(&database.pool)
        .await
        .unwrap();
    assert_eq!(client.get("/members").await.status(), 500);
}
