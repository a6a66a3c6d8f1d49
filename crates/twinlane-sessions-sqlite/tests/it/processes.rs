//! Several processes with one file, and processes that end in the middle.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rusqlite::Connection;
use tempfile::TempDir;
use twinlane::sessions::SessionStore;
use twinlane_sessions_sqlite::SqliteSessions;

const DAY: Duration = Duration::from_hours(24);
const FILE: &str = "SESSIONS_OF_TEST";
const ROLE: &str = "ROLE_OF_TEST";

/// The other process: this program with this test alone. By itself it does nothing.
#[tokio::test]
async fn another_process() {
    let (Ok(file), Ok(role)) = (std::env::var(FILE), std::env::var(ROLE)) else {
        return;
    };
    let mut said = std::io::stdout();
    if role == "half" {
        let connection = Connection::open(&file).unwrap();
        connection
            .execute_batch("BEGIN IMMEDIATE; INSERT INTO sessions VALUES ('half', '{}', 1 << 40)")
            .unwrap();
        writeln!(said, "said half").unwrap();
        std::thread::park();
    }
    let store = SqliteSessions::open(&file).unwrap();
    let most = if role == "endless" { u32::MAX } else { 100 };
    for number in 0..most {
        let id = format!("{role}-{number}");
        store.create(&id, "{}", DAY).await.unwrap();
        assert!(store.update(&id, "{\"kept\": 1}", DAY).await.unwrap());
        writeln!(said, "said {id}").unwrap();
    }
}

fn start(file: &Path, role: &str) -> Child {
    let program = std::env::current_exe().unwrap();
    Command::new(program)
        .args(["--exact", "processes::another_process", "--nocapture"])
        .env(FILE, file)
        .env(ROLE, role)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// The output of a process, until it has this much in it or ends.
fn said(child: &mut Child, most: usize) -> Vec<String> {
    let lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
    let lines = lines.map_while(Result::ok);
    // The first may stand behind the name of the test.
    let said = lines.filter_map(|line| line.split_once("said ").map(|(_, id)| id.to_owned()));
    said.take(most).collect()
}

fn file_in(folder: &TempDir) -> std::path::PathBuf {
    folder.path().join("sessions.sqlite")
}

#[tokio::test]
async fn processes_share_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = file_in(&folder);
    // None of them is the first: they make the tables at once.
    let mut others = [start(&file, "one"), start(&file, "two")];
    let kept = others.each_mut().map(|other| said(other, 100));
    for other in &mut others {
        assert!(other.wait().unwrap().success());
    }
    let store = SqliteSessions::open(&file).unwrap();
    for id in kept.iter().flatten() {
        assert!(store.load(id).await.unwrap().is_some(), "{id}");
    }
    let connection = Connection::open(&file).unwrap();
    let number: i64 = connection
        .query_row("SELECT number FROM session_count", (), |row| row.get(0))
        .unwrap();
    assert_eq!(number, 200);
}

#[tokio::test]
async fn what_was_kept_is_there_after_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let file = file_in(&folder);
    let mut other = start(&file, "endless");
    let kept = said(&mut other, 20);
    other.kill().unwrap();
    other.wait().unwrap();
    assert_eq!(kept.len(), 20);

    let store = SqliteSessions::open(&file).unwrap();
    for id in kept {
        let content = store.load(&id).await.unwrap();
        assert_eq!(content.as_deref(), Some("{\"kept\": 1}"), "{id}");
    }
    let connection = Connection::open(&file).unwrap();
    let check: String = connection
        .query_row("PRAGMA integrity_check", (), |row| row.get(0))
        .unwrap();
    assert_eq!(check, "ok");
    let counted: bool = connection
        .query_row(
            "SELECT number = (SELECT count(*) FROM sessions) FROM session_count",
            (),
            |row| row.get(0),
        )
        .unwrap();
    assert!(counted);
}

#[tokio::test]
async fn what_a_crash_has_cut_off_is_undone_and_holds_nobody_up() {
    let folder = tempfile::tempdir().unwrap();
    let file = file_in(&folder);
    let store = SqliteSessions::open(&file).unwrap();
    let mut other = start(&file, "half");
    assert_eq!(said(&mut other, 1), ["half"]);
    other.kill().unwrap();
    other.wait().unwrap();
    store.create("a", "{}", DAY).await.unwrap();
    assert_eq!(store.load("half").await.unwrap(), None);
}
