//! Files that are made, found, and refused.

use std::error::Error;

use rusqlite::Connection;
use twinlane_sessions_sqlite::SqliteSessions;

#[test]
fn a_file_of_another_program_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.sqlite");
    let other = Connection::open(&path).unwrap();
    other
        .execute_batch("CREATE TABLE users (name TEXT)")
        .unwrap();
    let error = SqliteSessions::open(&path).unwrap_err().to_string();
    assert!(
        error.ends_with("users.sqlite: it is another database. Give sessions a file of their own"),
        "{error}"
    );
    let tables: i64 = other
        .query_row("SELECT count(*) FROM sqlite_schema", (), |row| row.get(0))
        .unwrap();
    assert_eq!(tables, 1);

    let text = folder.path().join("text");
    std::fs::write(&text, "a text that is no database at all, and longer than a header of SQLite, which has 100 bytes at least ....").unwrap();
    let error = SqliteSessions::open(&text).unwrap_err();
    assert!(
        error
            .source()
            .is_some_and(|source| source.to_string().contains("not a database"))
    );
}

#[test]
fn tables_of_a_later_version_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sessions.sqlite");
    drop(SqliteSessions::open(&path).unwrap());
    drop(SqliteSessions::open(&path).unwrap());
    let other = Connection::open(&path).unwrap();
    for version in [2, -1] {
        other.pragma_update(None, "user_version", version).unwrap();
        let error = SqliteSessions::open(&path).unwrap_err().to_string();
        assert!(
            error.contains(&format!("its tables are of version {version}")),
            "{error}"
        );
    }
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let error = SqliteSessions::open(folder.path().join("not/there")).unwrap_err();
    assert!(error.source().is_some());
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_reads_the_file() {
    use std::os::unix::fs::PermissionsExt;
    use twinlane::sessions::SessionStore;

    let folder = tempfile::tempdir().unwrap();
    let store = SqliteSessions::open(folder.path().join("sessions.sqlite")).unwrap();
    store
        .create("a", "{}", std::time::Duration::from_mins(1))
        .await
        .unwrap();
    let files: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(files.len(), 3, "the file, its log and its index");
    for file in files {
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", file.path().display());
    }
}
