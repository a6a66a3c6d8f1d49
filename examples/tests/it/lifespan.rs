//! `lifespan`: what is made before the port opens, and undone when the last request has ended.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{Process, program};

/// A folder of its own; removed when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let id = std::process::id();
        let folder = std::env::temp_dir().join(format!("twinlane-lifespan-{name}-{id}"));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn read(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.0.join(name)).ok()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The exit code and the errors of a program that does not start, on this port.
fn fails(folder: &Path, port: u16) -> (Option<i32>, String) {
    let output = Command::new(program("lifespan"))
        .args(["--port", &port.to_string()])
        .env_remove("RUST_LOG")
        .env("JOURNAL", folder)
        .output()
        .unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn the_journal_is_open_from_the_start_to_the_stop() {
    let folder = Folder::new("whole");
    let journal = Process::start_with("lifespan", "JOURNAL", &folder.0);
    assert_eq!(folder.read("journal.txt").unwrap(), "opened\n");
    assert!(folder.read("journal.lock").is_some());
    let (_, body) = journal.ask("GET", "/", "");
    assert_eq!(body, "\"Write a line\"");
    let (head, body) = journal.ask("POST", "/lines", "\"one\"");
    assert!(head.starts_with("HTTP/1.1 201"), "{head}");
    assert_eq!(body, "1");
    assert_eq!(folder.read("total.txt"), None);
    let (ended_well, log) = journal.stop();
    assert!(ended_well, "{log}");
    assert_eq!(folder.read("journal.txt").unwrap(), "opened\n1 one\n");
    assert_eq!(folder.read("total.txt").unwrap(), "1 lines");
    assert_eq!(folder.read("journal.lock"), None);
}

#[test]
fn a_failure_of_the_start_ends_the_program_before_the_port_opens() {
    let folder = Folder::new("start");
    // A folder is no file that can be opened.
    fs::create_dir(folder.0.join("journal.txt")).unwrap();
    let (code, errors) = fails(&folder.0, 0);
    assert_eq!(code, Some(1), "{errors}");
    let message = "Error: the lifespan dependency `lifespan::journal` failed\ncaused by: ";
    assert!(errors.contains(message), "{errors}");
    assert!(!errors.contains("http://"), "{errors}");
    // The steps before the journal have been undone.
    assert_eq!(folder.read("journal.lock"), None);
}

#[test]
fn a_function_around_the_application_that_fails_ends_the_program() {
    let folder = Folder::new("around");
    fs::write(folder.0.join("journal.lock"), "").unwrap();
    let (code, errors) = fails(&folder.0, 0);
    assert_eq!(code, Some(1), "{errors}");
    let message = "Error: the function around the application from examples/lifespan.rs:";
    assert!(errors.contains(message), "{errors}");
    assert_eq!(folder.read("journal.txt"), None);
}

#[test]
fn a_port_that_is_taken_is_told_before_anything_is_made() {
    let folder = Folder::new("port");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let (code, errors) = fails(&folder.0, taken.local_addr().unwrap().port());
    assert_eq!(code, Some(1), "{errors}");
    assert!(errors.contains("cannot listen on"), "{errors}");
    for name in ["journal.txt", "total.txt", "journal.lock"] {
        assert_eq!(folder.read(name), None, "{name}");
    }
}

#[test]
fn a_failure_of_the_stop_is_in_the_log_and_in_the_exit_code() {
    let folder = Folder::new("stop");
    let journal = Process::start_with("lifespan", "JOURNAL", &folder.0);
    fs::create_dir(folder.0.join("total.txt")).unwrap();
    let (ended_well, log) = journal.stop();
    assert!(!ended_well, "{log}");
    let logged = "the lifespan dependency `lifespan::journal` was not undone: ";
    assert!(log.contains(logged), "{log}");
    assert!(
        log.contains("Error: the lifespan dependency `lifespan::journal` was not undone"),
        "{log}"
    );
    // The steps outside of the journal are undone all the same.
    assert_eq!(folder.read("journal.lock"), None);
}
