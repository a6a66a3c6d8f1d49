//! The sessions that are kept: their content, their time, their number.

use std::time::Duration;

use rusqlite::Connection;
use tempfile::TempDir;
use twinlane::sessions::SessionStore;
use twinlane_sessions_sqlite::SqliteSessions;

const DAY: Duration = Duration::from_hours(24);

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn open(folder: &TempDir) -> SqliteSessions {
    SqliteSessions::open(folder.path().join("sessions.sqlite")).unwrap()
}

fn connect(folder: &TempDir) -> Connection {
    Connection::open(folder.path().join("sessions.sqlite")).unwrap()
}

fn number(connection: &Connection, query: &str) -> i64 {
    connection.query_row(query, (), |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn what_was_kept_is_there_until_it_expires_or_is_deleted() {
    let folder = folder();
    let store = open(&folder);
    store.create("a", "{\"é\": 1}", DAY).await.unwrap();
    store.create("b", "{}", Duration::ZERO).await.unwrap();
    store.create("c", "{}", Duration::MAX).await.unwrap();
    drop(store);

    let store = open(&folder);
    let kept = store.load("a").await.unwrap();
    assert_eq!(kept.as_deref(), Some("{\"é\": 1}"));
    assert_eq!(store.load("b").await.unwrap(), None);
    assert!(store.load("c").await.unwrap().is_some());
    assert!(store.update("a", "{}", DAY).await.unwrap());
    assert_eq!(store.load("a").await.unwrap().as_deref(), Some("{}"));
    assert!(store.delete("a").await.unwrap());
    assert!(!store.delete("a").await.unwrap());
    assert_eq!(store.load("a").await.unwrap(), None);
}

#[tokio::test]
async fn a_session_that_is_over_does_not_come_back() {
    let folder = folder();
    let store = open(&folder);
    store.create("expired", "{}", Duration::ZERO).await.unwrap();
    assert!(!store.update("expired", "[]", DAY).await.unwrap());
    assert!(!store.update("deleted", "[]", DAY).await.unwrap());
    assert_eq!(store.load("expired").await.unwrap(), None);
    assert_eq!(store.load("deleted").await.unwrap(), None);
    store.create("a", "{}", DAY).await.unwrap();
    assert!(store.create("a", "[]", DAY).await.is_err(), "an id twice");
    assert!(store.update("a", "{}", Duration::ZERO).await.unwrap());
    assert_eq!(store.load("a").await.unwrap(), None);
}

#[tokio::test]
async fn each_new_session_deletes_a_few_that_have_expired() {
    let folder = folder();
    let store = open(&folder);
    let connection = connect(&folder);
    let add = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
               INSERT INTO sessions SELECT 'old ' || i, '{}', i FROM n";
    connection.execute(add, ()).unwrap();
    for (id, left) in [("a", 40 - 16 + 1), ("b", 40 - 32 + 2), ("c", 3), ("d", 4)] {
        store.create(id, "{}", DAY).await.unwrap();
        assert_eq!(number(&connection, "SELECT count(*) FROM sessions"), left);
        assert_eq!(
            number(&connection, "SELECT number FROM session_count"),
            left
        );
    }
}

#[tokio::test]
async fn there_are_never_more_than_the_most() {
    let folder = folder();
    let store = open(&folder).max_sessions(3);
    store.create("long", "{}", DAY * 3).await.unwrap();
    for id in 0..20 {
        store.create(&id.to_string(), "{}", DAY).await.unwrap();
    }
    let connection = connect(&folder);
    assert_eq!(number(&connection, "SELECT count(*) FROM sessions"), 3);
    assert!(store.load("long").await.unwrap().is_some());
    assert!(store.load("19").await.unwrap().is_some());
    store.delete("long").await.unwrap();
    assert_eq!(number(&connection, "SELECT number FROM session_count"), 2);
}

#[tokio::test]
async fn a_session_with_another_id_takes_its_own_room() {
    let folder = folder();
    let store = open(&folder).max_sessions(2);
    store.create("short", "1", DAY).await.unwrap();
    store.create("long", "1", DAY * 2).await.unwrap();
    assert!(store.replace("short", "renewed", "2", DAY).await.unwrap());
    assert_eq!(store.load("short").await.unwrap(), None);
    assert_eq!(store.load("renewed").await.unwrap().as_deref(), Some("2"));
    assert!(store.load("long").await.unwrap().is_some());
    // Another request has ended it.
    assert!(!store.replace("short", "again", "3", DAY).await.unwrap());
    assert_eq!(store.load("again").await.unwrap(), None);
    let connection = connect(&folder);
    assert_eq!(number(&connection, "SELECT number FROM session_count"), 2);
    // A session that cannot be kept leaves the old one in place.
    assert!(store.replace("renewed", "long", "4", DAY).await.is_err());
    assert!(store.load("renewed").await.unwrap().is_some());
}

#[tokio::test]
async fn a_session_that_has_expired_does_not_come_back_by_another_id() {
    let folder = folder();
    let store = open(&folder);
    store.create("old", "1", Duration::ZERO).await.unwrap();
    assert!(!store.replace("old", "renewed", "2", DAY).await.unwrap());
    assert_eq!(store.load("renewed").await.unwrap(), None);
}

#[tokio::test]
async fn whoever_reads_waits_for_none_of_those_who_write() {
    let folder = folder();
    // As long as it takes: they wait for the other until it ends.
    let store = std::sync::Arc::new(open(&folder).busy_timeout(DAY));
    store.create("a", "{}", DAY).await.unwrap();
    let other = connect(&folder);
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    // More than there are threads for those who read.
    let writing: Vec<_> = (0..20)
        .map(|id| {
            let store = std::sync::Arc::clone(&store);
            tokio::spawn(async move { store.create(&id.to_string(), "{}", DAY).await })
        })
        .collect();
    tokio::task::yield_now().await;
    assert!(store.load("a").await.unwrap().is_some());
    assert!(writing.iter().all(|writing| !writing.is_finished()));
    other.execute_batch("COMMIT").unwrap();
    for writing in writing {
        writing.await.unwrap().unwrap();
    }
    assert!(store.load("19").await.unwrap().is_some());
}
